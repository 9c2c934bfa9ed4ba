import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Roomboard, connect, pair, pass, peerOf } from './support/roomboard.js';
import { FakePeer, FakeStream, FakeTrack } from './support/rtc.js';
import { quiet } from './support/switchboard.js';

/** Two or three who are connected; `open` are the peer connections of Ada's page that are not closed. */
async function met({ eve: isThree = false } = {}) {
  const made = [];
  class Counted extends FakePeer {
    constructor(configuration) {
      super(configuration);
      made.push(this);
    }
  }
  const { board, ada, bob } = await pair({ options: { platform: { RTCPeerConnection: Counted } } });
  const eve = isThree && (await board.add('cid-e', 'eve'));
  if (eve) await eve.room.join();
  await quiet();
  for (const other of [bob, eve]) if (other) connect(ada, other);
  await quiet();
  const says = (n, hello) => ada.bench.push({ type: 'relay', group: 'room:tea', user_id: 'bob', cid: 'cid-b', content: { n, hello: { streams: [], ...hello } } });
  const open = () => made.filter(({ connectionState }) => connectionState !== 'closed').length;
  return { board, ada, bob, eve, says, open };
}

/** Nothing is open, running or said after that. */
async function isOver({ ada, open }) {
  const said = () => ada.bench.sockets.flatMap(({ sent }) => sent).filter(({ type }) => type === 'relay').length;
  const before = said();
  await pass(60_000, ada);
  assert.deepEqual([ada.room.state, ada.room.peers, open(), said()], ['left', [], 0, before]);
  assert.deepEqual(ada.reported, []);
}

test('who leaves as one is told to be gone whose page is loaded anew makes no connection to the new one', async () => {
  const sides = await met();
  sides.ada.room.on('peer-left', () => sides.ada.room.leave());
  await sides.says(1, { session: 'another', fresh: true });
  await isOver(sides);
});

test('who leaves as another makes room for one that comes back has nobody in the room', async () => {
  const sides = await met({ eve: true });
  const { ada, bob } = sides;
  const { session, n } = peerOf(ada, bob);
  ada.room.on('peer-left', () => ada.room.leave());
  await ada.bench.push({ type: 'relay', group: 'room:tea', user_id: 'bob', cid: 'cid-e', content: { n, hello: { session, streams: [] } } });
  await isOver(sides);
});

test('who leaves as it is told that a connection is made anew after a break greets nobody any more', async () => {
  const { board, ada, open } = await met({ eve: true });
  const states = [];
  for (const peer of ada.room.peers) {
    // An offer was under way.
    peer.pc.signalingState = 'have-local-offer';
    peer.on('state-change', ({ to }) => {
      states.push(to);
      ada.room.leave();
    });
  }
  ada.bench.socket.end(1006);
  await ada.bench.clock.advance(1_000);
  board.plug(ada.bench, 'cid-a', 'ada');
  ada.bench.welcome({ cid: 'cid-a', user_id: 'ada' });
  await quiet();
  assert.deepEqual([ada.room.state, states, open()], ['left', ['reconnecting', 'closed', 'closed'], 0]);
  assert.deepEqual(ada.bench.sent('relay'), []);
});

const losses = {
  'another connection is made, as the other side has one': ({ says, peer }) => says(peer.n + 1, { session: peer.session }),
  'the way is interrupted': ({ peer }) => peer.pc.path('disconnected'),
  'the way is lost': ({ peer }) => peer.pc.path('failed'),
};
for (const [what, loss] of Object.entries(losses)) {
  test(`who leaves as it is told that ${what} leaves no connection behind`, async () => {
    const sides = await met();
    const peer = peerOf(sides.ada, sides.bob);
    peer.on('state-change', ({ to }) => to === 'reconnecting' && sides.ada.room.leave());
    await loss({ ...sides, peer });
    assert.equal(sides.ada.room.state, 'left');
    await isOver(sides);
  });
}

test('who leaves again as the others are told to be gone is told of each of them once', async () => {
  const sides = await met({ eve: true });
  const { ada } = sides;
  ada.room.on('peer-left', () => ada.room.leave());
  await ada.room.leave();
  assert.deepEqual(ada.told.filter(([event]) => event === 'peer-left').map(([, { cid }]) => cid).sort(), ['cid-b', 'cid-e']);
  await isOver(sides);
});

test('who comes again as the others are told to be gone is in the room', async () => {
  const { ada } = await met();
  const states = [];
  const joins = [];
  ada.room.on('state-change', ({ to }) => states.push(to));
  ada.room.on('peer-left', () => joins.push(ada.room.leave(), ada.room.join()));
  await ada.room.leave();
  await Promise.all(joins);
  await quiet();
  assert.deepEqual([ada.room.state, states], ['joined', ['left', 'joining', 'joined']]);
  assert.deepEqual(ada.room.peers.map(({ cid }) => cid), ['cid-b']);
});

test('who leaves as it is told that it joins asks for no place, and hears once what is said when it joins again', async () => {
  const board = new Roomboard();
  const [ada, bob] = [await board.add('cid-a', 'ada'), await board.add('cid-b', 'bob')];
  await bob.room.join();
  const off = ada.room.on('state-change', ({ to }) => to === 'joining' && ada.room.leave());
  await assert.rejects(ada.room.join(), { code: 'closed' });
  off();
  assert.deepEqual([ada.room.state, ada.bench.sent('join')], ['left', []]);
  await ada.room.join();
  await quiet();
  board.say('cid-b', 'cid-a', { data: 'hi' });
  assert.deepEqual(ada.told.filter(([event]) => event === 'message').length, 1);
});

test('who leaves and comes again as a screen is told to be gone is in the room', async () => {
  const mediaDevices = Object.assign(new EventTarget(), { getDisplayMedia: async () => new FakeStream([new FakeTrack('video')]) });
  const { ada } = await pair({ options: { platform: { mediaDevices } } });
  await ada.room.shareScreen();
  const states = [];
  ada.room.on('state-change', ({ to }) => states.push(to));
  let joined;
  const off = ada.room.on('streams-changed', () => {
    off();
    ada.room.leave();
    joined = ada.room.join();
  });
  await ada.room.leave();
  await joined;
  await quiet();
  assert.deepEqual([states, ada.room.state], [['left', 'joining', 'joined'], 'joined']);
  assert.deepEqual(ada.room.peers.map(({ cid }) => cid), ['cid-b']);
});

/** What Ada's page says in hellos of a peer with which it has done with as she left and came again in `event` of it. */
async function hellosAfter(event, act) {
  const { ada, bob } = await pair();
  connect(ada, bob);
  await quiet();
  const peer = peerOf(ada, bob);
  const before = ada.bench.sent('relay').length;
  const joins = [];
  const off = peer.on(event, () => {
    off();
    ada.room.leave();
    joins.push(ada.room.join());
  });
  act(ada.bench, peer);
  const hellos = ada.bench.sent('relay').slice(before).filter(({ content }) => content.hello);
  assert.equal(joins.length, 1);
  await joins[0];
  return hellos;
}

test('who leaves and comes again as a stream of a hello is told of does not answer the hello', async () => {
  const streams = [{ id: 's1', role: 'camera', muted: [], metadata: null }];
  const hellos = await hellosAfter('stream-added', ({ socket }, { n, session }) =>
    socket.push({ type: 'relay', group: 'room:tea', user_id: 'bob', cid: 'cid-b', content: { n, hello: { session, streams } } }));
  assert.deepEqual(hellos, []);
});

test('who leaves and comes again as a connection is told to be made anew says no hello for it', async () => {
  assert.deepEqual(await hellosAfter('state-change', (_, peer) => peer.rebuild()), []);
});

test('who is told that a room is joined has greeted those who are there, and may leave at once', async () => {
  const board = new Roomboard();
  const [ada, bob] = [await board.add('cid-a', 'ada'), await board.add('cid-b', 'bob')];
  await bob.room.join();
  const { pending } = ada.bench.clock;
  const greeted = [];
  ada.room.on('state-change', ({ to }) => {
    if (to !== 'joined') return;
    greeted.push(...ada.bench.sent('relay').map(({ cid }) => cid));
    ada.room.leave();
  });
  await ada.room.join();
  await quiet();
  assert.deepEqual([ada.room.state, greeted], ['left', ['cid-b']]);
  assert.equal(ada.bench.clock.pending, pending, 'nothing runs any more');
});
