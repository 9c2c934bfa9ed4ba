import assert from 'node:assert/strict';
import { test } from 'node:test';
import { follows, Rooms } from '../../app/rooms.js';

const member = (cid, userId, name, status = 'available') => ({ cid, userId, meta: { name, status } });
const ada = member('a1', 'ada', 'Ada');
const grace = member('g1', 'grace', 'Grace');
const notice = (code, one, group = 'lobby') => ({ code, group, member: one });
const lines = (room) => room.log.map((entry) => entry.text);

function lobby(...members) {
  const rooms = new Rooms('ada', () => 1000);
  const room = rooms.joined('lobby', [ada, ...members]);
  rooms.open(room);
  return { rooms, room };
}

test('an arrival and a departure show in people and in the log', () => {
  const { rooms, room } = lobby();
  rooms.noticed(notice('USER_JOINED', grace));
  assert.deepEqual(rooms.people(room).map((one) => one.name), ['Ada', 'Grace']);
  rooms.noticed(notice('USER_LEFT', grace));
  assert.deepEqual(rooms.people(room).map((one) => one.name), ['Ada']);
  assert.deepEqual(lines(room), ['Grace joined', 'Grace left']);
});

test('a lost connection is told apart from a goodbye', () => {
  const { rooms, room } = lobby(grace);
  rooms.noticed(notice('USER_DISCONNECTED', grace));
  assert.deepEqual(lines(room), ['Grace lost the connection']);
});

test('who may come back is still here, and nobody talks about it', () => {
  const { rooms, room } = lobby(grace);
  const lost = () => rooms.people(room).map((one) => one.lost);
  rooms.noticed(notice('USER_JOINED', member('g2', 'grace', 'Grace')));
  rooms.noticed(notice('USER_SUSPECTED', grace));
  assert.deepEqual(lost(), [false, false], 'another tab of hers is here');
  rooms.noticed(notice('USER_SUSPECTED', member('g2', 'grace', 'Grace')));
  assert.deepEqual(lost(), [false, true]);
  rooms.noticed(notice('USER_BACK', grace));
  assert.deepEqual(lost(), [false, false]);
  rooms.noticed(notice('USER_DISCONNECTED', grace));
  assert.deepEqual(lost(), [false, true]);
  rooms.joined('lobby', [ada, member('g2', 'grace', 'Grace')]);
  assert.deepEqual(lost(), [false, false], 'a roster that is asked for anew says nothing of it');
  assert.deepEqual(lines(room), []);
});

test('a gap is said in every conversation', () => {
  const { rooms, room } = lobby(grace);
  const direct = rooms.direct('grace');
  rooms.gap();
  assert.deepEqual([lines(room).length, lines(direct).length], [1, 1]);
});

test('a gap of one group is said there alone', () => {
  const { rooms, room } = lobby(grace);
  const direct = rooms.direct('grace');
  rooms.groupGap('lobby');
  rooms.groupGap('elsewhere');
  assert.deepEqual([lines(room).length, lines(direct).length], [1, 0]);
});

test('a second tab is no second person', () => {
  const { rooms, room } = lobby(grace);
  rooms.noticed(notice('USER_JOINED', member('g2', 'grace', 'Grace')));
  rooms.noticed(notice('USER_LEFT', grace));
  assert.deepEqual(lines(room), []);
  assert.deepEqual(rooms.people(room)[1]?.cids, ['g2']);
});

test('a new status is shown and not talked about, a new name is', () => {
  const { rooms, room } = lobby(grace);
  rooms.noticed(notice('USER_UPDATED', member('g1', 'grace', 'Grace', 'busy')));
  assert.equal(rooms.people(room)[1]?.status, 'busy');
  rooms.noticed(notice('USER_UPDATED', member('g1', 'grace', 'Admiral', 'busy')));
  assert.deepEqual(lines(room), ['Grace is now Admiral']);
});

test('a notice of a group that was left changes nothing', () => {
  const { rooms } = lobby();
  rooms.noticed(notice('USER_JOINED', grace, 'elsewhere'));
  assert.equal(rooms.groups.size, 1);
});

test('what is not on the screen counts as unread until it is opened', () => {
  const { rooms, room } = lobby(grace);
  rooms.heard(room, 'grace', 'hi', true);
  const direct = rooms.direct('grace');
  rooms.heard(direct, 'grace', 'psst', false);
  assert.equal(rooms.unread(), 1);
  rooms.open(direct);
  assert.equal(rooms.unread(), 0);
});

test('a name outlives its owner in direct conversations', () => {
  const { rooms } = lobby(grace);
  rooms.noticed(notice('USER_LEFT', grace));
  assert.equal(rooms.direct('grace').name, 'Grace');
  assert.equal(rooms.direct('0123456789').name, 'Guest 012345');
});

test('leaving a group opens another and takes oneself off its count', () => {
  const { rooms, room } = lobby(grace);
  const design = rooms.joined('design', [ada]);
  rooms.listed([
    { group: 'design', members: 1 },
    { group: 'lobby', members: 2 },
  ]);
  rooms.left(room.id);
  assert.equal(rooms.current, design);
  assert.deepEqual(rooms.others(), [{ group: 'lobby', members: 1 }]);
});

test('joining again keeps what was said and takes the new roster', () => {
  const { rooms, room } = lobby(grace);
  rooms.heard(room, 'grace', 'hi', true);
  rooms.joined('lobby', [ada]);
  assert.equal(rooms.groups.get('lobby'), room);
  assert.deepEqual(lines(room), ['hi']);
  assert.equal(rooms.people(room).length, 1);
});

test('other groups come with the largest first, joined ones left out', () => {
  const { rooms } = lobby();
  rooms.listed([
    { group: 'a', members: 1 },
    { group: 'b', members: 5 },
    { group: 'lobby', members: 9 },
  ]);
  assert.deepEqual(rooms.others().map((row) => row.group), ['b', 'a']);
});

test('a message goes from sending to sent or failed', () => {
  const { rooms, room } = lobby();
  const entry = rooms.said(room, 'hello');
  assert.equal(entry.delivery, 'sending');
  rooms.delivery(room, entry, 'sent', { delivered: 3 });
  assert.equal(entry.delivery, 'sent');
  assert.equal(entry.delivered, 3);
});

test('a conversation keeps its newest 400 entries', () => {
  const { rooms, room } = lobby();
  for (let i = 0; i < 450; i++) rooms.heard(room, 'grace', String(i), true);
  assert.equal(room.log.length, 400);
  assert.equal(room.log[0]?.text, '50');
});

test('messages of one sender within three minutes belong together', () => {
  const one = { kind: 'message', id: 1, at: 0, mine: false, userId: 'grace', name: 'Grace', text: 'a' };
  assert.equal(follows(undefined, one), false);
  assert.equal(follows(one, { ...one, at: 179_999 }), true);
  assert.equal(follows(one, { ...one, at: 180_000 }), false);
  assert.equal(follows(one, { ...one, userId: 'ada' }), false);
  assert.equal(follows({ kind: 'event', id: 2, at: 0, text: 'x' }, one), false);
});

test('one listener that throws does not keep the next from hearing', (t) => {
  const { rooms, room } = lobby();
  const reported = [];
  globalThis.reportError = (error) => reported.push(error.message);
  t.after(() => delete globalThis.reportError);
  const heard = [];
  rooms.on('log', () => {
    throw new Error('a broken view');
  });
  rooms.on('log', () => heard.push('log'));
  rooms.happened(room, 'x');
  assert.deepEqual(heard, ['log']);
  assert.deepEqual(reported, ['a broken view']);
});
