import assert from 'node:assert/strict';
import { test } from 'node:test';
import { connect, pair } from './support/roomboard.js';
import { roster } from './support/server.js';
import { quiet } from './support/switchboard.js';

/** Two who have met, of whom Ada is put into another group by the backend. */
async function moved(group, before = () => {}) {
  const { board, ada, bob } = await pair();
  connect(ada, bob);
  await quiet();
  board.gone('cid-a', 'USER_LEFT');
  ada.told.length = 0;
  before(ada.room);
  ada.room.on('moved', ({ from }) => ada.told.push(['moved', from]));
  const members = roster(['cid-a', 'ada'], ['cid-z', 'zoe', { name: 'zoe' }]);
  await ada.bench.push({ type: 'moved', from: 'room:tea', group, version: 4, complete: true, members });
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
