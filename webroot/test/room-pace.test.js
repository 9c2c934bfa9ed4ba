import assert from 'node:assert/strict';
import { test } from 'node:test';
import { camera, connect, pair, pass, peerOf } from './support/roomboard.js';
import { FakePeer } from './support/rtc.js';
import { quiet } from './support/switchboard.js';

/** Two who have met; `made` are the peer connections of Ada's page. */
async function counted(options = {}) {
  const made = [];
  class Counted extends FakePeer {
    constructor(configuration) {
      super(configuration);
      made.push(this);
    }
  }
  const room = await pair({ ...options, options: { platform: { RTCPeerConnection: Counted } } });
  const says = async (n, hello) => {
    await room.ada.bench.push({ type: 'relay', group: 'room:tea', user_id: 'bob', cid: 'cid-b', content: { n, hello: { streams: [], ...hello } } });
  };
  return { ...room, made, says };
}

test('a member that says hello under ever higher numbers gets a few connections, and others are met meanwhile', async () => {
  const { board, ada, made, says } = await counted();
  const [peer] = ada.room.peers;
  const { session } = peer;
  for (let n = 2; n <= 1500; n++) await says(n, { session });
  assert.equal(made.length, 5);
  const eve = await board.add('cid-e', 'eve');
  await eve.room.join();
  await quiet();
  connect(ada, eve);
  assert.equal(peerOf(ada, eve).state, 'connected');
  await pass(10_000, ada);
  assert.deepEqual([made.length, peer.n], [7, 1500], 'one of Eve, and of those that were too many the last one');
  assert.deepEqual(ada.reported, []);
});

test('a member that says hello as ever other sessions, or of what is replaced, gets a few connections', async () => {
  const sessions = await counted();
  for (let i = 0; i < 100; i++) await sessions.says(1, { session: `s${i}`, fresh: true });
  assert.deepEqual([sessions.made.length, sessions.ada.told.filter(([event]) => event === 'peer-joined').length], [5, 5]);
  const behind = await counted();
  const [{ session }] = behind.ada.room.peers;
  for (let i = 0; i < 100; i++) await behind.says(i === 0 ? 5 : 1, { session });
  assert.equal(behind.made.length, 5);
});

test('a peer that was given up and says hello again and again gets a few connections', async () => {
  const { ada, made, says } = await counted();
  const [peer] = ada.room.peers;
  for (let i = 0; i < 100; i++) {
    for (let rung = 0; rung < 4; rung++) peer.pc.path('failed');
    await says(peer.n, { session: peer.session });
  }
  // One by the ladder of this side, before it gave up.
  assert.deepEqual([made.length, peer.state], [6, 'failed']);
});

test('a page that leaves and joins again more often than that is met all the same, in a while', async () => {
  const { ada, bob } = await counted({ ada: (room) => room.addStream(camera()), bob: (room) => room.addStream(camera()) });
  for (let i = 0; i < 8; i++) {
    await bob.room.leave();
    await bob.room.join();
    await quiet();
  }
  assert.deepEqual(ada.room.peers, []);
  await pass(10_000, ada, bob);
  const [there, back] = connect(ada, bob);
  await quiet();
  assert.deepEqual([there.n, there.pc.signalingState, back.pc.signalingState], [back.n, 'stable', 'stable']);
  assert.deepEqual([there.state, back.state, there.streams.size, back.streams.size], ['connected', 'connected', 1, 1]);
  assert.deepEqual([...ada.reported, ...bob.reported], []);
});

test('who has left or is lost meanwhile is not met when there is room, and a room that is left waits for nothing', async () => {
  for (const code of ['USER_LEFT', 'USER_DISCONNECTED']) {
    const { board, ada, says } = await counted();
    for (let i = 0; i < 9; i++) await says(1, { session: `s${i}`, fresh: true });
    board.gone('cid-b', code);
    await pass(10_000, ada);
    assert.deepEqual(ada.room.peers, [], code);
    for (let i = 0; i < 9; i++) await says(1, { session: `again${i}`, fresh: true });
    assert.equal(ada.room.peers.length, 1);
    await ada.room.leave();
    await quiet();
    await pass(20_000, ada);
    assert.deepEqual([ada.room.peers, ada.room.state], [[], 'left']);
  }
});

test('a hello that had to wait is out of date where another follows it that need not', async () => {
  const { ada, says } = await counted();
  const [peer] = ada.room.peers;
  for (let n = 2; n <= 8; n++) await says(n, { session: peer.session });
  const { n } = peer;
  await says(n, { session: peer.session });
  await pass(10_000, ada);
  assert.equal(peer.n, n);
});

test('a hello that had to wait does not take a peer back to the connection that it has lost', async () => {
  const { ada, bob, says } = await counted();
  const [peer] = connect(ada, bob);
  await quiet();
  const { session } = peer;
  for (let n = 2; n <= 8; n++) await says(n, { session });
  await ada.bench.push({ type: 'relay', group: 'room:tea', user_id: 'bob', cid: 'cid-c', content: { n: 8, hello: { session, streams: [] } } });
  assert.equal(peer.cid, 'cid-c');
  await pass(10_000, ada);
  assert.deepEqual([peer.cid, ada.room.peers], ['cid-c', [peer]]);
});
