import assert from 'node:assert/strict';
import { test } from 'node:test';
import { camera, connect, pair, pass, peerOf } from './support/roomboard.js';
import { FakeStream, FakeTrack } from './support/rtc.js';
import { quiet } from './support/switchboard.js';

test('the ladder: an ICE restart, then a new connection on both sides, then words', async () => {
  const { ada, bob } = await pair({ ada: (room) => room.addStream(camera()) });
  const [there] = connect(ada, bob);
  await quiet();
  const states = [];
  there.on('state-change', ({ from, to, reason }) => states.push([from, to, typeof reason]));
  const first = there.pc;
  const firstOfBob = peerOf(bob, ada).pc;
  first.path('disconnected');
  assert.equal(there.state, 'reconnecting');
  await pass(3_000, ada);
  assert.equal(first.restarts, 1);
  await pass(8_000, ada);
  assert.notEqual(there.pc, first);
  assert.equal(first.signalingState, 'closed');
  assert.notEqual(peerOf(bob, ada).pc, firstOfBob, 'the other side makes a new one, too');
  assert.equal(peerOf(bob, ada).n, there.n);
  await pass(15_000, ada);
  assert.equal(there.state, 'failed');
  assert.match(there.reason, /No way through the network was found.*no TURN server/);
  assert.deepEqual(states, [['connected', 'reconnecting', 'string'], ['reconnecting', 'failed', 'string']]);
});

test('a new connection that works ends the ladder, and the streams are the same objects', async () => {
  const { ada, bob } = await pair({ ada: (room) => room.addStream(camera()) });
  connect(ada, bob);
  await quiet();
  const peer = peerOf(bob, ada);
  const [stream] = peer.streams.values();
  peer.pc.path('failed');
  peer.pc.path('failed');
  await quiet();
  assert.equal(peer.n, 2);
  connect(ada, bob);
  assert.equal(peer.state, 'connected');
  assert.deepEqual([...peer.streams.values()], [stream]);
  assert.deepEqual(stream.stream.getTracks().map(({ kind }) => kind).sort(), ['audio', 'video']);
});

test('what is said while the way is broken goes through the gateway, whatever becomes of the way', async () => {
  const { board, ada, bob } = await pair();
  const [peer] = connect(ada, bob);
  await quiet();
  const heard = () => bob.told.filter(([event]) => event === 'message').map(([, { data }]) => data);
  // What the channel takes of it is lost with the connection.
  peer.pc.channels[0].send = () => {};
  peer.pc.path('disconnected');
  assert.deepEqual(await ada.room.send('broken'), { delivered: 1, failed: [] });
  peer.pc.path('failed');
  await peer.send('searching');
  await quiet();
  assert.deepEqual(heard(), ['broken', 'searching']);
  peer.rebuild();
  await quiet();
  connect(ada, bob);
  const relays = board.relayed.length;
  await peer.send('anew');
  assert.deepEqual([heard().at(-1), board.relayed.length], ['anew', relays]);
});

test('TURN that refuses the credentials is named', async () => {
  const { ada, bob } = await pair();
  const peer = peerOf(ada, bob);
  for (let rung = 0; rung < 4; rung++) {
    peer.pc.fire('icecandidateerror', { errorCode: 401, url: 'turn:turn.test' });
    peer.pc.path('failed');
  }
  assert.match(peer.reason, /refused the credentials \(401\)/);
});

test('when the network is back, a peer that was given up is tried again', async () => {
  const { ada, bob } = await pair();
  const peer = peerOf(ada, bob);
  for (let rung = 0; rung < 4; rung++) peer.pc.path('failed');
  assert.equal(peer.state, 'failed');
  const { pc } = peer;
  ada.bench.window.dispatchEvent(new Event('online'));
  assert.notEqual(peer.pc, pc);
  await quiet();
  connect(ada, bob);
  assert.equal(peer.state, 'connected');
});

test('on another network a connection that works looks for a better way, and is not given up', async () => {
  const { ada, bob } = await pair();
  const [peer] = connect(ada, bob);
  await quiet();
  const { pc } = peer;
  ada.bench.window.dispatchEvent(new Event('online'));
  await pass(30_000, ada);
  assert.deepEqual([pc.restarts, peer.state, peer.pc === pc], [1, 'connected', true]);
});

test('a peer whose socket broke and whose media flows comes back as the same peer', async () => {
  const { board, ada, bob } = await pair({ ada: (room) => room.addStream(camera()) });
  connect(ada, bob);
  await quiet();
  const peer = peerOf(ada, bob);
  const { pc } = peer;
  bob.bench.socket.end(1006);
  board.gone('cid-b');
  await quiet();
  assert.equal(bob.room.state, 'reconnecting');
  assert.deepEqual(ada.told.map(([event]) => event), ['peer-joined']);
  await bob.bench.clock.advance(6_000);
  board.plug(bob.bench, 'cid-c', 'bob');
  bob.bench.welcome({ cid: 'cid-c', user_id: 'bob' });
  await quiet();
  assert.equal(bob.room.state, 'joined');
  assert.deepEqual([peer.cid, peer.pc === pc, ada.room.peers.length], ['cid-c', true, 1]);
  await pass(20_000, ada);
  assert.deepEqual(ada.told.map(([event]) => event), ['peer-joined']);
  assert.deepEqual(bob.told.map(([event]) => event), ['peer-joined']);
});

test('a peer that does not come back has left after the time of grace', async () => {
  const { board, ada, bob } = await pair();
  connect(ada, bob);
  board.gone('cid-b');
  await pass(14_000, ada);
  assert.equal(ada.told.length, 1);
  await pass(2_000, ada);
  assert.deepEqual(ada.told.map(([event]) => event), ['peer-joined', 'peer-left']);
});

/** What a peer that knows of the connection says of itself. */
const hello = ({ bench }, { n, session }) => () =>
  bench.push({ type: 'relay', group: 'room:tea', user_id: 'bob', cid: 'cid-b', content: { n, hello: { session, streams: [], live: true, reply: true } } });

test('a peer that is back under the cid that it had stays after the time of grace', async () => {
  const { board, ada, bob } = await pair();
  const [peer] = connect(ada, bob);
  await quiet();
  const says = hello(ada, peer);
  const backs = [() => {}, says];
  for (const before of backs) {
    board.gone('cid-b');
    assert.deepEqual([...ada.bench.client.group('room:tea').members.keys()], ['cid-a'], 'it is gone');
    await before();
    board.back('cid-b', bob.bench, 'bob');
    await pass(16_000, ada, bob);
    assert.deepEqual([ada.room.peers, peer.state], [[peer], 'connected']);
  }
  assert.deepEqual(ada.told.map(([event]) => event), ['peer-joined']);
});

test('a peer that is back under the cid that it had is greeted, and a connection that broke meanwhile is made anew', async () => {
  for (const breaks of [false, true]) {
    const { board, ada, bob } = await pair();
    const [peer] = connect(ada, bob);
    await quiet();
    const { n } = peer;
    board.gone('cid-b');
    if (breaks) peer.pc.path('disconnected');
    const before = ada.bench.sent('relay').length;
    board.back('cid-b', bob.bench, 'bob');
    const hellos = ada.bench.sent('relay').slice(before).map(({ content }) => [content.n, content.hello.live]);
    assert.deepEqual([hellos, peer.n], [[[breaks ? n + 1 : n, true]], breaks ? n + 1 : n]);
  }
});

test('a peer that was lost, and of which a hello comes late, has left after the time of grace', async () => {
  const { board, ada, bob } = await pair();
  const [peer] = connect(ada, bob);
  await quiet();
  board.gone('cid-b');
  await hello(ada, peer)();
  peer.pc.path('failed');
  await pass(16_000, ada);
  assert.deepEqual([ada.room.peers, peer.state], [[], 'closed']);
});

test('a peer that comes back too late is a new one, and both make a new connection', async () => {
  const { board, ada, bob } = await pair({ bob: (room) => room.addStream(camera()) });
  connect(ada, bob);
  await quiet();
  bob.bench.socket.end(1006);
  board.gone('cid-b');
  await pass(16_000, ada);
  assert.equal(ada.room.peers.length, 0);
  await bob.bench.clock.advance(6_000);
  board.plug(bob.bench, 'cid-c', 'bob');
  bob.bench.welcome({ cid: 'cid-c', user_id: 'bob' });
  await quiet();
  assert.deepEqual(ada.told.map(([event]) => event), ['peer-joined', 'peer-left', 'peer-joined']);
  bob.cid = 'cid-c';
  const [there, back] = connect(ada, bob);
  await quiet();
  assert.equal(there.n, back.n);
  assert.deepEqual([there.pc.signalingState, back.pc.signalingState], ['stable', 'stable']);
  assert.deepEqual([...there.streams.values()].map(({ role }) => role), ['camera']);
  assert.deepEqual([...ada.reported, ...bob.reported], []);
});

test('nobody takes the place of a peer of another user', async () => {
  const { board, ada, bob } = await pair();
  connect(ada, bob);
  const mallory = await board.add('cid-m', 'mallory', { platform: { randomId: () => peerOf(ada, bob).session } });
  await mallory.room.join();
  await quiet();
  assert.deepEqual(ada.room.peers.map(({ userId }) => userId), ['bob', 'mallory']);
});

test('an offer that was lost with the other side\'s break is said again at its hello', async () => {
  const { board, ada, bob } = await pair();
  const [, back] = connect(ada, bob);
  await quiet();
  board.deaf.add('cid-a');
  bob.room.addStream(new FakeStream([new FakeTrack('video')]), { role: 'screen' });
  await quiet();
  assert.equal(back.pc.signalingState, 'have-local-offer');
  board.deaf.clear();
  const hello = { session: back.session, live: true, streams: [] };
  await bob.bench.push({ type: 'relay', group: 'room:tea', user_id: 'ada', cid: 'cid-a', content: { n: 1, hello } });
  await quiet();
  const there = peerOf(ada, bob);
  assert.deepEqual([back.pc.signalingState, there.pc.signalingState, there.n, back.n], ['stable', 'stable', 1, 1]);
  assert.deepEqual([...there.streams.values()].map(({ role }) => role), ['screen']);
  assert.deepEqual([...ada.reported, ...bob.reported], []);
});

test('what a node that does not answer has not taken is said until it does', async () => {
  const { board, ada, bob } = await pair();
  const [there, back] = connect(ada, bob);
  await quiet();
  board.away.add('cid-a');
  bob.room.addStream(camera());
  await quiet();
  back.pc.gather('late');
  await pass(2_000, bob);
  assert.deepEqual([back.pc.signalingState, there.pc.signalingState], ['have-local-offer', 'stable']);
  board.away.clear();
  await pass(1_000, bob);
  assert.deepEqual([back.pc.signalingState, there.pc.signalingState, back.pc.remoteDescription.type], ['stable', 'stable', 'answer']);
  assert.deepEqual(there.pc.candidates.map(({ candidate }) => candidate), ['late']);
  assert.equal(there.streams.size, 1, 'a stream that is not announced would be of nobody');
});

test('two who offer at once while the node of one does not answer agree all the same', async () => {
  for (const silent of ['cid-a', 'cid-b']) {
    const { board, ada, bob } = await pair();
    const [there, back] = connect(ada, bob);
    await quiet();
    board.away.add(silent);
    ada.room.addStream(camera());
    await quiet();
    bob.room.addStream(camera());
    await pass(2_000, ada, bob);
    board.away.clear();
    await pass(2_000, ada, bob);
    assert.deepEqual([there.pc.signalingState, back.pc.signalingState, there.n, back.n], ['stable', 'stable', 1, 1]);
    const kinds = (pc) => pc.getTransceivers().map(({ sender }) => sender.track?.kind);
    assert.deepEqual([kinds(there.pc), kinds(back.pc)], [['audio', 'video'], ['audio', 'video']]);
    assert.deepEqual([...ada.reported, ...bob.reported], []);
  }
});

test('on a network of another kind a room looks for its ways anew, until it is left', async () => {
  const { ada, bob } = await pair();
  const [peer] = connect(ada, bob);
  await quiet();
  const change = (type) => {
    ada.bench.way.type = type;
    ada.bench.way.dispatchEvent(new Event('change'));
  };
  change('cellular');
  change('cellular');
  assert.equal(peer.pc.restarts, 1);
  await ada.room.leave();
  change('wifi');
  assert.equal(peer.pc.restarts, 1);
});
