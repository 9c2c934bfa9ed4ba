import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BOB, KEPT, SELF, again, fresh, listen, notice, online } from './support/breaks.js';
import { settle } from './support/clock.js';
import { Bench, roster } from './support/server.js';

/** Hides or shows the page. */
async function turn(bench, hidden) {
  bench.document.hidden = hidden;
  bench.document.dispatchEvent(new Event('visibilitychange'));
  await settle();
}

const told = (bench) => bench.sent('background').map(({ on }) => on);

test('the server knows whether the page is hidden', async () => {
  const bench = await online();
  assert.deepEqual(told(bench), []);
  await turn(bench, true);
  await turn(bench, true);
  await turn(bench, false);
  await turn(bench, true);
  assert.deepEqual(told(bench), [true, false, true]);
  await bench.reconnect({ welcome: again({ heard: 4 }) });
  assert.deepEqual(told(bench), [], 'the session remembers');
  await bench.reconnect({ welcome: again({ recovered: false }) });
  assert.deepEqual(told(bench), [true], 'it may not remember');
  await bench.reconnect({ welcome: fresh });
  assert.deepEqual(told(bench), [true]);
  bench.socket.end(1006);
  await turn(bench, false);
  await turn(bench, true);
  await turn(bench, false);
  await bench.clock.advance(6_000);
  bench.welcome(again({ cid: 'cid-2', heard: 1 }));
  await settle();
  assert.deepEqual(told(bench), [false], 'what it is now');
});

test('a page that is hidden when it connects says so', async () => {
  const bench = new Bench();
  bench.document.hidden = true;
  await bench.online(KEPT);
  assert.deepEqual(told(bench), [true]);
});

test('a server that could not take it is told at the next turn', async () => {
  const bench = await online();
  await turn(bench, true);
  await bench.refuse('background', { code: 'rate_limited', temporary: true });
  await turn(bench, true);
  assert.deepEqual(told(bench), [true, true]);
});

test('nobody is told that the page is hidden who does not want to know', async () => {
  const bench = await online({ background: false });
  await turn(bench, true);
  assert.deepEqual(told(bench), []);
  const without = await new Bench().online();
  await turn(without, true);
  assert.deepEqual(told(without), []);
});

test('who asks for it hears of members that may come back, and the roster keeps them', async () => {
  const bench = await online();
  const joining = bench.client.join('lobby', { suspects: true });
  await bench.answer('join', { group: 'lobby', version: 1, complete: true, members: roster(SELF, BOB, ['e', 'eve', 'hi']) });
  const lobby = await joining;
  assert.equal(bench.sent('join')[0].suspects, true);
  const seen = listen(bench, lobby);
  const presence = [];
  bench.client.on('presence', ({ code, group, member }) => presence.push([code, group, member.cid, member.meta]));
  await bench.push(notice('USER_SUSPECTED', 1, 'e', 'eve'));
  await bench.push(notice('USER_SUSPECTED', 1, 'nobody', 'x'));
  await bench.push(notice('USER_SUSPECTED', 1, 'cid-1', 'ada'));
  await bench.push(notice('USER_BACK', 1, 'e', 'eve'));
  assert.deepEqual(presence, [['USER_SUSPECTED', 'lobby', 'e', 'hi'], ['USER_BACK', 'lobby', 'e', 'hi']]);
  await bench.push(notice('USER_SUSPECTED', 1, 'b', 'bob'));
  assert.equal(lobby.members.size, 3);
  await bench.push(notice('USER_DISCONNECTED', 2, 'b', 'bob'));
  assert.deepEqual(seen, [['suspected', 'e'], ['back', 'e'], ['suspected', 'b'], ['disconnected', 'b']]);
  assert.equal(bench.sent('members').length, 0, 'they take no version');
  await bench.reconnect({ welcome: fresh });
  assert.equal(bench.sent('join')[0].suspects, true);
});

test('a member that is back is told of while the roster is behind', async () => {
  const bench = await online();
  const lobby = await bench.joined('lobby', [BOB]);
  const seen = listen(bench, lobby);
  await bench.push(notice('USER_SUSPECTED', 1, 'b', 'bob'));
  await bench.push(notice('USER_JOINED', 9, 'z', 'zoe'));
  await bench.push(notice('USER_BACK', 9, 'b', 'bob'));
  assert.deepEqual(seen, [['suspected', 'b'], ['back', 'b']]);
});
