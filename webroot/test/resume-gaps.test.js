import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BOB, KEPT, SELF, again, fresh, listen, notice, offered, online, outcome, types } from './support/breaks.js';
import { settle } from './support/clock.js';
import { Bench, roster } from './support/server.js';

test('where frames were lost the rest is put right, and the app is told', async () => {
  const bench = await online();
  const lobby = await bench.joined('lobby', [BOB], { meta: 'here' });
  const sent = outcome(bench.client.send({ userId: 'bob' }, 'x'));
  const members = outcome(bench.client.members('hall'));
  const seen = listen(bench, lobby);
  bench.socket.end(1006);
  const later = outcome(bench.client.send({ userId: 'bob' }, 'later'));
  await bench.clock.advance(1_000);
  bench.welcome(again({ recovered: false, seq: 40, heard: 9 }));
  assert.equal(await sent, 'connection_lost');
  assert.deepEqual(bench.socket.sent.map(({ type, group, meta }) => [type, group, meta]), [
    ['join', 'lobby', 'here'],
    ['members', 'hall', undefined],
    ['send', undefined, undefined],
    ['background', undefined, undefined],
  ]);
  await bench.answer('join', { group: 'lobby', version: 30, complete: true, members: roster(SELF, ['e', 'eve']) });
  await bench.answer('members', { group: 'hall', members: [] });
  await bench.answer('send', { delivered: 1 });
  assert.deepEqual(seen, ['reconnecting', 'reconnecting', 'online', ['gap', true], ['joined', 'e'], ['left', 'b'], ['synced']]);
  assert.deepEqual([await members, await later], [[], { delivered: 1 }]);
  assert.equal(bench.client.cid, 'cid-1');
  bench.socket.end(1006);
  await bench.clock.advance(1_000);
  assert.equal(offered(bench), 'resume.43.two', 'three answers came');
});

test('on another node the rosters are compared, and nothing is a gap', async () => {
  const bench = await online();
  const seen = [];
  bench.client.on('gap', () => seen.push('gap'));
  const joining = bench.client.join('lobby');
  await bench.answer('join', { group: 'lobby', version: 7, complete: true, members: roster(SELF, BOB) });
  const lobby = await joining;
  lobby.on('joined', ({ cid }) => seen.push(['joined', cid]));
  lobby.on('left', ({ cid }) => seen.push(['left', cid]));
  lobby.on('message', ({ content }) => seen.push(content));
  await bench.reconnect({ welcome: again({ epoch: 'other/0', seq: 1, heard: 1 }) });
  assert.equal(bench.sent('join').length, 1, 'asked for once, and not as what the server has not heard');
  // What was missed has the numbers of the node of before.
  await bench.push(notice('USER_JOINED', 8, 'e', 'eve'));
  await bench.push({ type: 'message', group: 'lobby', user_id: 'e', cid: 'e', content: 'hi' });
  await bench.answer('join', { group: 'lobby', version: 100, complete: true, members: roster(SELF, ['e', 'eve']) });
  await bench.push(notice('USER_JOINED', 101, 'f', 'fay'));
  assert.deepEqual(seen, ['hi', ['joined', 'e'], ['left', 'b'], ['joined', 'f']]);
  assert.deepEqual([...lobby.members.keys()], ['cid-1', 'e', 'f']);
});

test('an answer of before a loss that comes after all is about a state that is gone', async () => {
  const bench = await online();
  const joining = bench.client.join('lobby');
  await settle();
  await bench.reconnect({ welcome: again({ recovered: false, seq: 8, heard: 1 }) });
  const [first, second] = [1, bench.sent('join')[0].id];
  assert.notEqual(first, second);
  await bench.push({ type: 'result', id: first, group: 'lobby', version: 90, complete: true, members: roster(SELF, BOB) });
  await bench.answer('join', { group: 'lobby', version: 4, complete: true, members: roster(SELF) });
  const lobby = await joining;
  await bench.push(notice('USER_JOINED', 5, 'e', 'eve'));
  assert.deepEqual([...lobby.members.keys()], ['cid-1', 'e']);
});

test('another session than before is a gap, too', async () => {
  const bench = await online();
  const lobby = await bench.joined('lobby', [BOB]);
  const seen = listen(bench, lobby);
  const sent = outcome(bench.client.send({ userId: 'bob' }, 'x'));
  await bench.reconnect({ welcome: fresh });
  assert.equal(await sent, 'connection_lost');
  assert.deepEqual(types(bench), ['join']);
  await bench.answer('join', { group: 'lobby', version: 2, complete: true, members: roster(SELF, ['cid-2', 'ada'], BOB) });
  assert.deepEqual(seen, ['reconnecting', 'reconnecting', 'online', ['gap', false], ['synced']]);
  await bench.push(notice('USER_SUSPECTED', 2, 'cid-1', 'ada'));
  await bench.push(notice('USER_DISCONNECTED', 3, 'cid-1', 'ada'));
  assert.equal(seen.length, 5, 'the session that was lost is nobody else');
});

test('the first welcome is no gap, however late it comes', async () => {
  const bench = new Bench();
  const seen = listen(bench);
  bench.client.connect();
  await settle();
  bench.socket.end(1006);
  await bench.clock.advance(6_000);
  bench.welcome(KEPT);
  assert.deepEqual(seen, ['connecting', 'reconnecting', 'reconnecting', 'online']);
});

test('a request that the app has given up is neither sent again nor news when it is answered', async () => {
  const bench = await online({ waitMs: 3_000 });
  const seen = listen(bench);
  const sent = ['one', 'two', 'three'].map((content) => outcome(bench.client.send({ userId: 'bob' }, content)));
  const members = outcome(bench.client.members('lobby'));
  await settle();
  bench.socket.end(1006);
  await bench.clock.advance(2_900);
  bench.socket.end(1006);
  await bench.clock.advance(3_000);
  assert.deepEqual(await Promise.all(sent), Array(3).fill('connection_lost'));
  bench.welcome(again({ heard: 2 }));
  assert.deepEqual(types(bench), ['hello', 'members'], 'what may be late is not given up');
  const before = seen.length;
  await bench.push({ type: 'result', id: 1, delivered: 1 });
  await bench.push({ type: 'error', id: 2, code: 'not_found', message: '', temporary: false });
  await bench.answer('members', { group: 'lobby', members: [] });
  assert.deepEqual(await members, []);
  assert.equal(seen.length, before);
});

test('a roster that was asked for is waited for, not asked for twice', async () => {
  const bench = await online();
  const lobby = await bench.joined('lobby', [BOB]);
  const seen = listen(bench, lobby);
  await bench.push(notice('USER_LEFT', 5, 'b', 'bob'));
  const [{ id }] = bench.sent('members');
  await bench.reconnect({ welcome: again({ seq: 2, heard: 2 }) });
  assert.deepEqual(bench.socket.sent, []);
  await bench.push({ type: 'result', id, group: 'lobby', version: 5, complete: true, members: roster(SELF) });
  assert.deepEqual(seen.slice(-2), [['left', 'b'], ['synced']]);
});

test('a join and a leave under way end as they would have', async () => {
  const bench = await online();
  const lobby = await bench.joined('lobby', [BOB]);
  const [joining, leaving] = [bench.client.join('hall'), lobby.leave()];
  const seen = listen(bench, lobby);
  await settle();
  await bench.reconnect({ welcome: again({ seq: 1, heard: 2 }) });
  assert.deepEqual(types(bench), ['leave']);
  await bench.push({ type: 'result', id: 2, group: 'hall', version: 1, complete: true, members: roster(SELF) });
  await bench.answer('leave');
  await leaving;
  assert.equal((await joining).state, 'joined');
  assert.deepEqual(seen.at(-1), ['closed']);
});

test('a page that slept longer than the grace finds another session, and says so', async () => {
  const bench = await online();
  const lobby = await bench.joined('lobby', [BOB]);
  const seen = listen(bench, lobby);
  const sent = outcome(bench.client.send({ userId: 'bob' }, 'x'));
  await bench.clock.freeze(8 * 3_600_000);
  await bench.clock.advance(6_000);
  assert.equal(bench.client.status.reason, 'no_answer');
  assert.equal(offered(bench), 'resume.1.one');
  bench.welcome(fresh);
  await bench.answer('join', { group: 'lobby', version: 1, complete: true, members: roster(['cid-2', 'ada']) });
  assert.equal(await sent, 'connection_lost');
  assert.deepEqual(seen, ['reconnecting', 'reconnecting', 'online', ['gap', false], ['left', 'b'], ['synced']]);
});

test('a goodbye ends the session: the next connection is another', async () => {
  const bench = await online();
  const closing = bench.client.close();
  bench.socket.end(1000);
  await closing;
  const seen = listen(bench);
  bench.client.connect();
  await settle();
  assert.equal(offered(bench), undefined);
  bench.welcome(fresh);
  assert.deepEqual(seen, ['connecting', 'online']);
});
