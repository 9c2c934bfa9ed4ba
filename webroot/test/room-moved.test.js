import assert from 'node:assert/strict';
import { test } from 'node:test';
import { KEPT, again } from './support/breaks.js';
import { connect, pair } from './support/roomboard.js';
import { roster } from './support/server.js';
import { quiet } from './support/switchboard.js';

/** Two who have met, of whom Ada is put into another group by the backend. */
async function moved(group, before = () => {}, complete = true) {
  const { board, ada, bob } = await pair({ options: { welcome: KEPT } });
  connect(ada, bob);
  await quiet();
  board.gone('cid-a', 'USER_LEFT');
  ada.told.length = 0;
  before(ada.room);
  ada.room.on('moved', ({ from }) => ada.told.push(['moved', from]));
  const members = roster(['cid-a', 'ada'], ['cid-z', 'zoe', { name: 'zoe' }]);
  await ada.bench.push({ type: 'moved', from: 'room:tea', group, version: 4, complete, members });
  await quiet();
  return { ada, bob };
}

test('who is moved to another room leaves the others, and meets those who are there', async () => {
  const { ada, bob } = await moved('room:garden');
  assert.deepEqual(ada.told.map(([event, what]) => [event, what.userId ?? what]), [['peer-left', 'bob'], ['moved', 'tea']]);
  assert.deepEqual([ada.room.name, ada.room.group, ada.room.state, ada.room.peers, bob.room.peers], ['garden', 'room:garden', 'joined', [], []]);
  const relays = ada.bench.sent('relay').filter(({ group }) => group !== 'room:tea');
  assert.deepEqual(relays.map(({ group, cid, content }) => [group, cid, content.hello.fresh]), [['room:garden', 'cid-z', true]]);
  const hello = { session: 'of-zoe', fresh: true, streams: [] };
  for (const group of ['room:tea', 'room:garden']) {
    await ada.bench.push({ type: 'relay', group, user_id: 'zoe', cid: 'cid-z', content: { n: 1, hello } });
    await quiet();
    assert.deepEqual(ada.room.peers.map(({ userId }) => userId), group === 'room:tea' ? [] : ['zoe']);
  }
  assert.deepEqual(ada.reported, []);
});

test('a connection that is made while the roster of the room is incomplete that one is moved to goes on once it is whole', async () => {
  const { ada } = await moved('room:garden', () => {}, false);
  // The board has no garden: from here on the test is the server.
  delete ada.bench.socket.send;
  await ada.bench.push({ type: 'relay', group: 'room:garden', user_id: 'zoe', cid: 'cid-z', content: { n: 1, hello: { session: 'of-zoe', fresh: true, streams: [] } } });
  const [{ pc }] = ada.room.peers;
  await ada.bench.clock.advance(1_000);
  await ada.bench.answer('members', { group: 'room:garden', version: 5, complete: true, members: roster(['cid-a', 'ada'], ['cid-z', 'zoe']) });
  assert.deepEqual(ada.room.peers.map((peer) => peer.pc === pc), [true]);
  await ada.bench.push({ type: 'notice', group: 'room:garden', code: 'USER_LEFT', version: 7, cid: 'x', user_id: 'x' });
  await ada.bench.answer('members', { group: 'room:garden', version: 7, complete: true, members: roster(['cid-a', 'ada'], ['cid-z', 'zoe']) });
  assert.deepEqual(ada.room.peers.map((peer) => peer.pc === pc), [false], 'after a gap it is made anew');
});

test('a room that one is moved to is joined again at once after a break that loses nothing', async () => {
  const { ada } = await moved('room:garden');
  const states = [];
  ada.room.on('state-change', ({ to }) => states.push(to));
  ada.bench.socket.end(1006);
  await ada.bench.clock.advance(6_000);
  ada.bench.welcome({ ...again({ heard: 99 }), cid: 'cid-a', user_id: 'ada' });
  assert.deepEqual([states, ada.bench.sent('join')], [['reconnecting', 'joined'], []]);
});

test('a client finds the room it was moved to by its name, and the one of before is another', async () => {
  const { ada } = await moved('room:garden');
  const { client } = ada.bench;
  assert.equal(client.room('garden'), ada.room);
  assert.notEqual(client.room('tea'), ada.room);
  assert.deepEqual([client.room('tea').state, client.room('tea') === client.room('tea')], ['idle', true]);
});

test('who is put into a group that is no room has left the room', async () => {
  const { ada } = await moved('lobby');
  assert.deepEqual(ada.told.map(([event, { userId }]) => [event, userId]), [['peer-left', 'bob']]);
  assert.equal(ada.room.state, 'left');
  assert.deepEqual(ada.bench.client.joined.map(({ name }) => name), ['lobby']);
});

test('who leaves as the others are told to be gone is in no room, and not moved', async () => {
  const { ada } = await moved('room:garden', (room) => room.on('peer-left', () => room.leave()));
  assert.deepEqual(ada.told.map(([event]) => event), ['peer-left']);
  assert.deepEqual([ada.room.state, ada.room.name], ['left', 'tea']);
});

test('a room that was left and joined again is found by its name, whatever rooms were made meanwhile', async () => {
  const { ada } = await pair();
  const { client } = ada.bench;
  await ada.room.leave();
  client.room('garden');
  await ada.room.join();
  assert.equal(client.room('tea'), ada.room);
});
