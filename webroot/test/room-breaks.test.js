import assert from 'node:assert/strict';
import { test } from 'node:test';
import { KEPT, again } from './support/breaks.js';
import { Roomboard, connect, pair, pass, peerOf } from './support/roomboard.js';
import { roster } from './support/server.js';
import { quiet } from './support/switchboard.js';

/** Two who have met, of whom Ada's session is kept over a break. */
async function kept() {
  const { board, ada, bob } = await pair({ options: { welcome: KEPT } });
  connect(ada, bob);
  await quiet();
  const states = [];
  ada.room.on('state-change', ({ to }) => states.push(to));
  const breaks = async (more, { answers = true } = {}) => {
    ada.bench.socket.end(1006);
    await ada.bench.clock.advance(6_000);
    if (answers) board.plug(ada.bench, 'cid-a', 'ada');
    ada.bench.welcome({ ...again({ heard: 99 }), cid: 'cid-a', user_id: 'ada', ...more });
  };
  return { board, ada, bob, states, breaks };
}

test('a room whose session goes on whole is joined again, though no roster comes', async () => {
  const { board, ada, bob, states, breaks } = await kept();
  const { pc } = peerOf(ada, bob);
  const relays = board.relayed.length;
  await breaks();
  await quiet();
  assert.deepEqual(states, ['reconnecting', 'joined']);
  await breaks();
  await quiet();
  assert.deepEqual(states, ['reconnecting', 'joined', 'reconnecting', 'joined']);
  assert.deepEqual([ada.bench.sent('join'), board.relayed.length], [[], relays], 'nothing was lost, and nothing is asked');
  assert.equal(peerOf(ada, bob).pc, pc);
});

test('a room is joined again once the roster has come, where something was lost or the node is another', async () => {
  for (const more of [{ recovered: false }, { epoch: 'other/0' }]) {
    const { ada, states, breaks } = await kept();
    await breaks(more);
    assert.deepEqual(states, ['reconnecting'], 'the roster is asked for');
    await quiet();
    assert.equal(ada.bench.sent('join').length, 1);
    assert.deepEqual(states, ['reconnecting', 'joined']);
  }
});

test('a room that was joined again on another node is so at once after the next break that loses nothing', async () => {
  const { ada, states, breaks } = await kept();
  for (const rosters of [1, 0]) {
    await breaks({ epoch: 'other/0' });
    await quiet();
    assert.equal(ada.bench.sent('join').length, rosters);
    assert.deepEqual(states.splice(0), ['reconnecting', 'joined']);
  }
});

test('a room that is left before its roster has come, and joined again, misses none', async () => {
  const { ada, states, breaks } = await kept();
  await breaks({ recovered: false });
  await Promise.all([ada.room.leave(), ada.room.join()]);
  states.length = 0;
  await breaks();
  await quiet();
  assert.deepEqual(states, ['reconnecting', 'joined']);
});

test('a break before the roster of after another has come leaves the room reconnecting until it comes', async () => {
  const { ada, states, breaks } = await kept();
  await breaks({ recovered: false }, { answers: false });
  await quiet();
  await breaks();
  assert.deepEqual(states, ['reconnecting'], 'whole, but without a roster');
  await quiet();
  assert.equal(ada.bench.sent('join').length, 1);
  assert.deepEqual(states, ['reconnecting', 'joined']);
});

test('a room is joined again once a roster that was incomplete after a break is whole', async () => {
  const { board, ada, bob, states, breaks } = await kept();
  board.incomplete = 2;
  await breaks({ recovered: false });
  await quiet();
  await pass(500, ada);
  assert.deepEqual(states, ['reconnecting'], 'the second is not complete either');
  await pass(1_000, ada);
  assert.deepEqual(states, ['reconnecting', 'joined']);
  assert.equal(peerOf(ada, bob).state, 'connected');
});

test('a roster that is incomplete at first has a connection that is being made go on', async () => {
  const board = new Roomboard();
  const [ada, bob] = [await board.add('cid-a', 'ada'), await board.add('cid-b', 'bob')];
  await ada.room.join();
  board.incomplete = 1;
  await bob.room.join();
  await quiet();
  const { pc } = peerOf(bob, ada);
  await pass(500, ada, bob);
  assert.equal(bob.bench.sent('members').length, 1);
  assert.equal(peerOf(bob, ada).pc, pc);
});

test('a connection that is made while the roster of after a break is incomplete goes on once it is whole', async () => {
  const { board, ada, bob, states, breaks } = await kept();
  const eve = await board.add('cid-e', 'eve');
  board.incomplete = 1;
  await breaks({ recovered: false });
  await eve.room.join();
  await quiet();
  const { pc, n } = peerOf(ada, eve);
  const hellos = () => board.relayed.filter(([from, to, { hello }]) => from === 'cid-a' && to === 'cid-b' && hello?.live).length;
  assert.equal(hellos(), 0);
  await pass(500, ada, bob, eve);
  assert.deepEqual([states, ada.bench.sent('members').length], [['reconnecting', 'joined'], 1]);
  assert.deepEqual([peerOf(ada, eve).pc === pc, peerOf(ada, eve).n, hellos()], [true, n, 1], 'who was there before the break is greeted');
});

test('a connection that is made before the roster of after a break has come goes on over another break that loses nothing', async () => {
  const { board, ada, states, breaks } = await kept();
  const eve = await board.add('cid-e', 'eve');
  board.incomplete = 1;
  await breaks({ recovered: false });
  await eve.room.join();
  await quiet();
  const { pc } = peerOf(ada, eve);
  await breaks();
  await quiet();
  await pass(1_000, ada);
  assert.deepEqual([states, ada.bench.sent('members').length], [['reconnecting', 'joined'], 1]);
  assert.equal(peerOf(ada, eve).pc, pc);
});

test('a peer whose socket broke, and who is back in the roster of after a break, is greeted once', async () => {
  for (const path of ['connected', 'disconnected']) {
    const { board, ada, bob, breaks } = await kept();
    const peer = peerOf(ada, bob);
    const n = peer.n + (path === 'connected' ? 0 : 1);
    board.gone('cid-b');
    await quiet();
    peer.pc.path(path);
    await breaks({ recovered: false }, { answers: false });
    await ada.bench.answer('join', { group: 'room:tea', version: 9, complete: true, members: roster(['cid-a', 'ada'], ['cid-b', 'bob']) });
    const hellos = ada.bench.sent('relay').filter(({ content }) => content.hello);
    assert.deepEqual([hellos.map(({ content }) => content.n), peer.n], [[n], n]);
  }
});
