import assert from 'node:assert/strict';
import { test } from 'node:test';
import { settle } from './support/clock.js';
import { Bench, roster } from './support/server.js';

/** Every event of a group, as `[type, cid]`. */
function listen(group) {
  const seen = [];
  for (const type of ['joined', 'left', 'disconnected', 'updated']) group.on(type, (member) => seen.push([type, member.cid]));
  group.on('synced', () => seen.push(['synced']));
  group.on('closed', ({ error }) => seen.push(['closed', error?.code]));
  return seen;
}

const notice = (code, version, cid, user_id, more = {}) => ({ type: 'notice', group: 'lobby', code, version, cid, user_id, ...more });
const SELF = ['cid-1', 'ada'];
const BOB = ['b', 'bob'];
const EVE = ['e', 'eve'];

test('joining answers with the roster, and notices keep it', async () => {
  const bench = await new Bench().online();
  const lobby = await bench.joined('lobby', [BOB], { meta: { mood: 'fine' } });
  const seen = listen(lobby);
  assert.deepEqual(bench.sent('join')[0].meta, { mood: 'fine' });
  assert.deepEqual([...lobby.members.keys()], ['cid-1', 'b']);
  await bench.push(notice('USER_JOINED', 2, 'e', 'eve', { meta: { n: 1 } }));
  assert.deepEqual(lobby.members.get('e'), { cid: 'e', userId: 'eve', meta: { n: 1 } });
  await bench.push(notice('USER_UPDATED', 3, 'e', 'eve', { meta: { n: 2 } }));
  assert.deepEqual(lobby.members.get('e').meta, { n: 2 });
  await bench.push(notice('USER_DISCONNECTED', 4, 'e', 'eve'));
  await bench.push(notice('USER_LEFT', 5, 'b', 'bob'));
  assert.deepEqual([...lobby.members.keys()], ['cid-1']);
  assert.deepEqual(seen, [['joined', 'e'], ['updated', 'e'], ['disconnected', 'e'], ['left', 'b']]);
});

test('names that objects have of their own are names like any other', async () => {
  const bench = await new Bench().online();
  const joining = bench.client.join('__proto__');
  await bench.answer('join', { group: '__proto__', version: 1, complete: true, members: roster(SELF, ['constructor', '__proto__']) });
  const group = await joining;
  assert.deepEqual(group.members.get('constructor'), { cid: 'constructor', userId: '__proto__', meta: null });
  assert.equal(bench.client.group('toString'), undefined);
  await bench.push({ type: 'hasOwnProperty' });
  await bench.push({ ...notice('toString', 2, 'constructor', 'x'), group: '__proto__' });
  assert.equal({}.polluted, undefined);
  assert.equal(group.members.size, 2);
});

test('several groups at once, each with its own messages', async () => {
  const bench = await new Bench().online();
  const [lobby, hall] = [await bench.joined('lobby'), await bench.joined('hall')];
  const got = [];
  lobby.on('message', ({ content }) => got.push(['lobby', content]));
  hall.on('message', ({ content }) => got.push(['hall', content]));
  bench.client.on('message', ({ group, content }) => got.push(['all', group, content]));
  await bench.push({ type: 'message', group: 'hall', user_id: 'bob', cid: 'b', content: 'hi' });
  assert.deepEqual(got, [['hall', 'hi'], ['all', 'hall', 'hi']]);
  assert.deepEqual(bench.client.joined, [lobby, hall]);
});

test('publishing tells how many it reached', async () => {
  const bench = await new Bench().online();
  const lobby = await bench.joined('lobby');
  const publishing = lobby.publish({ a: 1 });
  const request = await bench.answer('publish', { delivered: 3 });
  assert.deepEqual(request, { type: 'publish', id: request.id, group: 'lobby', content: { a: 1 } });
  assert.deepEqual(await publishing, { delivered: 3 });
});

test('bytes are published as bytes, of a view only what it shows', async () => {
  const bench = await new Bench().online();
  const lobby = await bench.joined('lobby');
  for (const bytes of [new Uint8Array([0, 10, 255]), new Uint8Array([9, 0, 10, 255, 9]).subarray(1, 4), new Uint8Array([0, 10, 255]).buffer]) {
    lobby.publish(bytes).catch(() => {});
    assert.deepEqual(bench.sent('publish').at(-1).content, new Uint8Array([0, 10, 255]));
  }
});

test('after a break the group is joined again with its metadata, and only differences are told', async () => {
  const bench = await new Bench().online();
  const lobby = await bench.joined('lobby', [BOB, EVE], { version: 40, meta: 'here' });
  const seen = listen(lobby);
  const presence = [];
  bench.client.on('presence', ({ code, member, synced }) => presence.push([code, member.cid, synced]));
  await bench.reconnect();
  assert.equal(bench.sent('join')[0].meta, 'here');
  assert.equal(lobby.members.size, 3, 'the roster of before stands until the new one is there');
  await bench.answer('join', { group: 'lobby', version: 2, complete: true, members: roster(['cid-2', 'ada'], BOB, ['z', 'zoe']) });
  assert.deepEqual(seen, [['joined', 'z'], ['left', 'e'], ['synced']]);
  assert.deepEqual(presence, [['USER_JOINED', 'z', true], ['USER_LEFT', 'e', true]]);
  assert.deepEqual([...lobby.members.keys()].sort(), ['b', 'cid-2', 'z']);
  await bench.push(notice('USER_LEFT', 3, 'b', 'bob'));
  assert.deepEqual(seen.at(-1), ['left', 'b']);
  assert.equal(bench.client.group('lobby'), lobby);
});

test('this connection under its former id is never news', async () => {
  const bench = await new Bench().online();
  const lobby = await bench.joined('lobby', [BOB]);
  const seen = listen(lobby);
  await bench.reconnect();
  await bench.answer('join', { group: 'lobby', version: 9, complete: true, members: roster(SELF, ['cid-2', 'ada'], BOB) });
  assert.deepEqual([...lobby.members.keys()].sort(), ['b', 'cid-2']);
  await bench.push(notice('USER_DISCONNECTED', 10, 'cid-1', 'ada'));
  await bench.push(notice('USER_LEFT', 11, 'b', 'bob'));
  assert.deepEqual(seen, [['synced'], ['left', 'b']]);
});

test('an incomplete roster takes nobody out until it is whole', async () => {
  const bench = await new Bench().online();
  const lobby = await bench.joined('lobby', [BOB, EVE]);
  const seen = listen(lobby);
  await bench.reconnect();
  await bench.answer('join', { group: 'lobby', version: 1, complete: false, members: roster(['cid-2', 'ada']) });
  assert.deepEqual(seen, []);
  await bench.push(notice('USER_JOINED', 2, 'b', 'bob', { meta: null }));
  assert.deepEqual(seen, [], 'who was there all along is silent');
  await bench.clock.advance(500);
  await bench.answer('members', { group: 'lobby', version: 2, complete: false, members: roster(['cid-2', 'ada'], BOB) });
  await bench.clock.advance(1_000);
  await bench.answer('members', { group: 'lobby', version: 3, complete: true, members: roster(['cid-2', 'ada'], BOB) });
  assert.deepEqual(seen, [['left', 'e'], ['synced']]);
  await bench.clock.advance(15_000);
  assert.equal(bench.sent('members').length, 2, 'then it is not asked for again');
});

const notices = (since, version, ...steps) => ({ type: 'notices', group: 'lobby', since, version, steps });
const count = (version, members, partial) => ({ type: 'count', group: 'lobby', version, members, partial });

test('many notices at once are each told, and the own join among them is none', async () => {
  const bench = await new Bench().online();
  const lobby = await bench.joined('lobby', [BOB], { version: 4 });
  const seen = listen(lobby);
  await bench.push(notices(4, 9,
    { code: 'USER_JOINED', cid: 'cid-1', user_id: 'ada', meta: null },
    { code: 'USER_JOINED', cid: 'e', user_id: 'eve', meta: null },
    { code: 'USER_DISCONNECTED', cid: 'b', user_id: 'bob' }));
  assert.deepEqual(seen, [['joined', 'e'], ['disconnected', 'b']]);
  await bench.push(notices(9, 11));
  await bench.push(notice('USER_LEFT', 12, 'e', 'eve'));
  assert.deepEqual([...lobby.members.keys()], ['cid-1']);
  assert.equal(bench.sent('members').length, 0);
});

test('many notices that are known already say nothing, and after a gap the members are asked for', async () => {
  const bench = await new Bench().online();
  const lobby = await bench.joined('lobby', [BOB], { version: 4 });
  const seen = listen(lobby);
  await bench.push(notices(2, 4, { code: 'USER_LEFT', cid: 'b', user_id: 'bob' }));
  assert.equal(bench.sent('members').length, 0);
  await bench.push(notices(6, 9, { code: 'USER_LEFT', cid: 'b', user_id: 'bob' }));
  assert.equal(bench.sent('members').length, 1);
  assert.deepEqual(seen, []);
});

test('a group that grows very large is counted, and its roster comes back when it shrinks', async () => {
  const bench = await new Bench().online();
  const lobby = await bench.joined('lobby', [BOB, EVE]);
  const seen = listen(lobby);
  const sizes = [];
  lobby.on('count', (size) => sizes.push(size));
  assert.deepEqual([lobby.partial, lobby.size], [false, 3]);
  await bench.push(count(2_500, 2_400, true));
  assert.deepEqual([lobby.partial, lobby.size, [...lobby.members.keys()]], [true, 2_400, ['cid-1']]);
  await bench.push(count(2_900, 1_799, false));
  await bench.push(notices(2_900, 2_901, { code: 'USER_LEFT', cid: 'x', user_id: 'x' }));
  assert.deepEqual(seen, [], 'nobody has gone');
  await bench.clock.advance(5_000);
  await bench.answer('members', { group: 'lobby', version: 2_901, complete: true, members: roster(SELF, BOB) });
  assert.deepEqual([lobby.partial, lobby.size, sizes], [false, 2, [2_400, 1_799]]);
  assert.deepEqual(seen, [['joined', 'b'], ['synced']]);
  await bench.push(notices(2_901, 2_903, { code: 'USER_LEFT', cid: 'b', user_id: 'bob' }));
  assert.equal(lobby.size, 1);
});

test('who joins a very large group sees some of it, and may be put out of it', async () => {
  const bench = await new Bench().online();
  const joining = bench.client.join('lobby');
  await bench.answer('join', { group: 'lobby', version: 7, complete: true, members: roster(SELF, BOB), partial: true, total: 5_000 });
  const lobby = await joining;
  const seen = listen(lobby);
  assert.deepEqual([lobby.partial, lobby.size, lobby.members.size], [true, 5_000, 2]);
  await bench.push(notice('USER_LEFT', 8, 'cid-1', 'ada'));
  assert.deepEqual(seen, [['closed', undefined]]);
});

test('who is taken out because the group is closed is told so, whatever it has missed', async () => {
  const bench = await new Bench().online();
  const lobby = await bench.joined('lobby', [BOB]);
  const seen = listen(lobby);
  /** @type {any[]} */
  const errors = [];
  lobby.on('closed', ({ error }) => errors.push(error?.code));
  await bench.push(notice('GROUP_CLOSED', 2, 'b', 'bob'));
  await bench.push(notice('GROUP_CLOSED', 9, 'cid-1', 'ada'));
  assert.deepEqual(seen.map(([type]) => type), ['left', 'closed']);
  assert.deepEqual(errors, ['group_closed']);
  assert.equal(lobby.state, 'left');
});

test('a group object goes along where the backend moves the connection, and joins the new group after a break', async () => {
  const bench = await new Bench().online();
  const lobby = await bench.joined('lobby', [BOB]);
  await bench.push({ type: 'moved', from: 'lobby', group: 'garden', version: 4, complete: true, members: roster(SELF) });
  assert.equal(lobby.name, 'garden');
  assert.deepEqual([...lobby.members.keys()], ['cid-1']);
  await bench.push(notice('USER_JOINED', 3, 'z', 'zoe', { meta: null }));
  assert.equal(lobby.size, 1, 'what comes of the old group is nothing to it');
  const publishing = lobby.publish('hi');
  await bench.answer('publish', { delivered: 0 });
  await publishing;
  assert.equal(bench.sent('publish').at(-1).group, 'garden');
  await bench.reconnect();
  assert.deepEqual(bench.sent('join').map(({ group }) => group), ['garden']);
});

test('a gap in the versions asks for the members, once', async () => {
  const bench = await new Bench().online();
  const lobby = await bench.joined('lobby', [BOB]);
  const seen = listen(lobby);
  await bench.push(notice('USER_JOINED', 4, 'z', 'zoe'));
  await bench.push(notice('USER_LEFT', 5, 'z', 'zoe'));
  await bench.push(notice('USER_JOINED', 6, 'y', 'yan'));
  assert.equal(bench.sent('members').length, 1);
  assert.deepEqual(seen, [], 'nothing is told that may be half');
  await bench.answer('members', { group: 'lobby', version: 6, complete: true, members: roster(SELF, EVE, ['y', 'yan']) });
  assert.deepEqual(seen, [['joined', 'e'], ['joined', 'y'], ['left', 'b'], ['synced']]);
  await bench.push(notice('USER_LEFT', 6, 'e', 'eve'));
  assert.equal(lobby.members.has('e'), true, 'a notice of before the answer is stale');
  await bench.push(notice('USER_LEFT', 7, 'e', 'eve'));
  assert.equal(lobby.members.has('e'), false);
});

test('messages that may be lost while the connection goes on are told of by their group alone', async () => {
  const bench = await new Bench().online();
  const [lobby, hall] = [await bench.joined('lobby', [BOB]), await bench.joined('hall', [BOB])];
  const gaps = [];
  for (const group of [lobby, hall]) group.on('gap', (of) => gaps.push(of.name));
  bench.client.on('gap', () => gaps.push('of the connection'));
  await bench.push({ type: 'gap', group: 'lobby' });
  await bench.push({ type: 'gap', group: 'left long ago' });
  assert.deepEqual(gaps, ['lobby']);
  assert.equal(bench.sent('members').length, 0, 'its roster is not concerned');
  await bench.push({ type: 'gap', group: 'hall', position: { epoch: 'e', offset: 1 } });
  assert.deepEqual(gaps, ['lobby'], 'its history tells');
});

test('an answer from before a break says nothing after it', async () => {
  const bench = await new Bench().online();
  const lobby = await bench.joined('lobby', [BOB]);
  await bench.push(notice('USER_JOINED', 9, 'z', 'zoe'));
  assert.equal(bench.sent('members').length, 1);
  await bench.reconnect();
  await bench.answer('join', { group: 'lobby', version: 1, complete: true, members: roster(['cid-2', 'ada'], BOB) });
  await bench.push(notice('USER_JOINED', 2, 'z', 'zoe'));
  assert.deepEqual([...lobby.members.keys()].sort(), ['b', 'cid-2', 'z']);
  assert.equal(bench.sent('members').length, 0);
});

test('a resync that cannot be answered now is asked for later', async () => {
  const bench = await new Bench().online();
  const lobby = await bench.joined('lobby', [BOB]);
  await bench.push(notice('USER_LEFT', 9, 'b', 'bob'));
  await bench.refuse('members', { code: 'unavailable', temporary: true, retry_after_ms: 300 });
  await bench.clock.advance(300);
  assert.equal(bench.sent('members').length, 2);
  await bench.answer('members', { group: 'lobby', version: 9, complete: true, members: roster(SELF) });
  assert.equal(lobby.members.size, 1);
});

test('a rejoin that cannot be answered now is tried later, one that is refused closes the group', async () => {
  const bench = await new Bench().online();
  const lobby = await bench.joined('lobby', [BOB]);
  const seen = listen(lobby);
  await bench.reconnect();
  await bench.refuse('join', { code: 'rate_limited', temporary: true, retry_after_ms: 900 });
  await bench.clock.advance(900);
  assert.equal(bench.sent('join').length, 2);
  await bench.refuse('join', { code: 'forbidden' });
  assert.deepEqual(seen, [['closed', 'forbidden']]);
  assert.equal(lobby.state, 'left');
  assert.equal(bench.client.group('lobby'), undefined);
  await bench.reconnect();
  assert.equal(bench.sent('join').length, 0);
});

test('an own update takes a version, so that the next notice fits', async () => {
  const bench = await new Bench().online();
  const lobby = await bench.joined('lobby', [BOB], { version: 5 });
  const seen = listen(lobby);
  const updating = lobby.update({ busy: true });
  await bench.answer('update', { version: 6 });
  await updating;
  assert.deepEqual(lobby.members.get('cid-1').meta, { busy: true });
  await bench.push(notice('USER_LEFT', 7, 'b', 'bob'));
  assert.equal(bench.sent('members').length, 0);
  assert.deepEqual(seen, [['left', 'b']]);
  await bench.reconnect();
  assert.deepEqual(bench.sent('join')[0].meta, { busy: true });
});

test('joining again keeps the handle, and the metadata where none is given', async () => {
  const bench = await new Bench().online();
  const lobby = await bench.joined('lobby', [BOB], { meta: 1 });
  assert.equal(await bench.joined('lobby', [BOB], { version: 2 }), lobby);
  assert.equal(bench.sent('join')[1].meta, 1);
});

test('two joins at once are one group', async () => {
  const bench = await new Bench().online();
  const [first, second] = [bench.client.join('lobby'), bench.client.join('lobby', { meta: 2 })];
  await bench.answer('join', { group: 'lobby', version: 1, complete: true, members: roster(SELF) });
  await bench.answer('join', { group: 'lobby', version: 2, complete: true, members: roster(['cid-1', 'ada', 2]) });
  assert.equal(await first, await second);
  assert.equal((await first).members.get('cid-1').meta, 2);
});

test('a join that is refused leaves nothing behind', async () => {
  const bench = await new Bench().online();
  const joining = assert.rejects(bench.client.join('secret'), { code: 'forbidden' });
  await bench.refuse('join', { code: 'forbidden' });
  await joining;
  assert.equal(bench.client.group('secret'), undefined);
  await assert.rejects(bench.client.publish('secret', 1), { code: 'not_joined' });
  await bench.reconnect();
  assert.equal(bench.sent('join').length, 0);
});

test('leaving ends the handle, and a rejoin is a new one', async () => {
  const bench = await new Bench().online();
  const lobby = await bench.joined('lobby', [BOB]);
  const seen = listen(lobby);
  const leaving = lobby.leave();
  await bench.answer('leave');
  await leaving;
  assert.deepEqual(seen, [['closed', undefined]]);
  assert.equal(lobby.state, 'left');
  await lobby.leave();
  assert.equal(bench.sent('leave').length, 1);
  assert.notEqual(await bench.joined('lobby'), lobby);
});

test('a leave that breaks is not undone by a rejoin', async () => {
  const bench = await new Bench().online();
  const lobby = await bench.joined('lobby', [BOB]);
  const leaving = lobby.leave();
  await settle();
  await bench.reconnect();
  assert.deepEqual(bench.socket.sent.map((frame) => frame.type), ['leave']);
  await bench.refuse('leave', { code: 'not_joined' });
  await leaving;
  assert.equal(lobby.state, 'left');
});

test('being taken out of a group by the server closes it', async () => {
  const bench = await new Bench().online();
  const lobby = await bench.joined('lobby', [BOB]);
  const seen = listen(lobby);
  await bench.push(notice('USER_LEFT', 2, 'cid-1', 'ada'));
  assert.deepEqual(seen, [['closed', undefined]]);
  assert.equal(bench.client.group('lobby'), undefined);
});

test('a client that lost its place in a group while it asked for the members asks to join again, and is told where it may not', async () => {
  const bench = await new Bench().online();
  const group = await bench.joined('lobby', [['b', 'bob']]);
  const ends = [];
  group.on('closed', ({ error }) => ends.push(error?.code));
  await bench.push(notice('USER_LEFT', 5, 'x', 'eve'));
  await bench.answer('members', { group: 'lobby', members: [{ cid: 'b', user_id: 'bob', meta: null }] });
  assert.equal(bench.sent('join').length, 2);
  await bench.refuse('join', { code: 'forbidden' });
  assert.deepEqual(ends, ['forbidden']);
  assert.equal(group.state, 'left');
});

test('a thousand joins and leaves leave the roster right', async () => {
  const bench = await new Bench().online();
  const lobby = await bench.joined('lobby');
  const seen = listen(lobby);
  let version = 1;
  for (let i = 0; i < 1_000; i++) bench.socket.push(notice('USER_JOINED', ++version, `c${i}`, 'bob'));
  for (let i = 0; i < 1_000; i += 2) bench.socket.push(notice('USER_LEFT', ++version, `c${i}`, 'bob'));
  assert.equal(lobby.members.size, 501);
  assert.equal(seen.length, 1_500);
});
