import assert from 'node:assert/strict';
import { test } from 'node:test';
import { settle } from './support/clock.js';
import { Bench, roster } from './support/server.js';
import { connected, quiet, rtcBench } from './support/switchboard.js';

const KEPT = { resume: 'one', grace_ms: 10_000, resumed: false };
const SELF = ['cid-1', 'ada'];
const BOB = ['b', 'bob'];

/** The welcome of a session that goes on. */
const again = (more = {}) => ({ cid: 'cid-1', resume: 'two', grace_ms: 10_000, resumed: true, recovered: true, seq: 0, heard: 0, ...more });
/** The welcome of another session than before. */
const fresh = { ...KEPT, cid: 'cid-2', resume: 'two' };

const online = (options) => new Bench(options).online(KEPT);
const types = (bench) => bench.socket.sent.map((frame) => frame.type);
const offered = (bench) => bench.socket.protocols.find((protocol) => protocol.startsWith('resume.'));
const notice = (code, version, cid, user_id, more = {}) => ({ type: 'notice', group: 'lobby', code, version, cid, user_id, ...more });
const message = (content) => ({ type: 'message', group: 'lobby', user_id: 'bob', cid: 'b', content });

/** Everything an app is told, in order. */
function listen(bench, group) {
  const seen = [];
  bench.client.on('status', ({ state }) => seen.push(state));
  bench.client.on('gap', (gap) => seen.push(['gap', gap.resumed]));
  bench.client.on('error', ({ code }) => seen.push(['error', code]));
  bench.client.on('private', ({ content }) => seen.push(['private', content]));
  if (!group) return seen;
  for (const type of ['joined', 'left', 'disconnected', 'updated', 'suspected', 'back']) group.on(type, ({ cid }) => seen.push([type, cid]));
  group.on('message', ({ content }) => seen.push(['message', content]));
  group.on('synced', () => seen.push(['synced']));
  group.on('closed', () => seen.push(['closed']));
  return seen;
}

const outcome = (promise) => promise.then(
  (value) => value,
  (error) => error.code,
);

test('a handshake after a break says how much came, and what to go on with', async () => {
  const bench = await online();
  assert.equal(bench.client.welcome.graceMs, 10_000);
  await bench.joined('lobby', [BOB]);
  await bench.push(message('text'));
  await bench.push(message(new Uint8Array([1, 2])));
  bench.socket.onmessage({ data: 'not JSON' });
  bench.socket.end(1006);
  await bench.clock.advance(1_000);
  assert.deepEqual(bench.socket.protocols, ['ringway.v1', 'bearer.a.b.c', 'resume.4.one']);
});

test('a session that a key began is gone on with in the same ways', async () => {
  const bench = await online({ token: undefined, key: 'pk_0123456789abcdef' });
  bench.socket.end(1006);
  await bench.clock.advance(1_000);
  assert.deepEqual(bench.socket.protocols, ['ringway.v1', 'key.pk_0123456789abcdef', 'resume.0.one']);
  bench.socket.end(1006);
  await bench.clock.advance(2_000);
  bench.socket.accept();
  assert.deepEqual(bench.socket.protocols, ['ringway.v1']);
  assert.deepEqual(bench.socket.sent, [{ type: 'hello', id: 0, key: 'pk_0123456789abcdef', resume: 'one', received: 0 }]);
});

test('what is said before the welcome is not counted', async () => {
  const bench = new Bench({ token: 'a token, of sorts' });
  bench.client.on('error', () => {});
  bench.client.connect();
  await settle();
  bench.socket.accept();
  await bench.push({ type: 'error', id: 0, code: 'unavailable', message: '', temporary: true });
  bench.socket.push({ type: 'welcome', id: 0, cid: 'cid-1', user_id: 'ada', ...KEPT });
  await bench.push({ type: 'private', user_id: 'bob', cid: 'b', content: 1 });
  bench.socket.end(1006);
  await bench.clock.advance(1_000);
  bench.socket.accept();
  assert.deepEqual(bench.socket.sent, [{ type: 'hello', id: 0, token: 'a token, of sorts', resume: 'one', received: 1 }]);
});

test('a server that keeps no sessions is offered none', async () => {
  const bench = await new Bench().online();
  await bench.push(message(1));
  bench.socket.end(1006);
  await bench.clock.advance(1_000);
  assert.deepEqual(bench.socket.protocols, ['ringway.v1', 'bearer.a.b.c']);
  assert.equal(bench.client.welcome.graceMs, 0);
});

test('a session that goes on: the app sees nothing but the status', async () => {
  const bench = await online();
  const lobby = await bench.joined('lobby', [BOB]);
  const seen = listen(bench, lobby);
  bench.socket.end(1006);
  assert.equal(lobby.state, 'joined');
  await bench.clock.advance(1_000);
  bench.welcome(again({ seq: 1, heard: 1 }));
  await bench.push(notice('USER_JOINED', 2, 'e', 'eve'));
  await bench.push(message('missed'));
  assert.deepEqual(bench.socket.sent, [], 'no roster is asked for');
  assert.deepEqual(seen, ['reconnecting', 'reconnecting', 'online', ['joined', 'e'], ['message', 'missed']]);
  assert.deepEqual([...lobby.members.keys()], ['cid-1', 'b', 'e']);
  const { cid, resumed, recovered } = bench.client.welcome;
  assert.deepEqual([cid, bench.client.cid, resumed, recovered], ['cid-1', 'cid-1', true, true]);
});

test('what the server took is answered by what comes, the rest is sent again before anything new', async () => {
  const bench = await online();
  const results = ['one', 'two', 'three'].map((content) => outcome(bench.client.send({ userId: 'bob' }, content)));
  await settle();
  const [one, two, three] = bench.sent('send').map(({ id }) => id);
  bench.socket.end(1006);
  const later = outcome(bench.client.send({ userId: 'bob' }, 'later'));
  await bench.clock.advance(1_000);
  bench.welcome(again({ heard: 1 }));
  assert.deepEqual(bench.sent('send').map(({ content }) => content), ['two', 'three', 'later']);
  assert.deepEqual(bench.sent('send').map(({ id }) => id).slice(0, 2), [two, three]);
  for (const id of [one, two, three, three + 1]) await bench.push({ type: 'result', id, delivered: id });
  assert.deepEqual(await Promise.all([...results, later]), [one, two, three, three + 1].map((delivered) => ({ delivered })));
});

test('frames are counted on from what the server has heard, pings among them', async () => {
  const bench = await online();
  const first = outcome(bench.client.send({ userId: 'bob' }, 'first'));
  await bench.clock.advance(0);
  bench.window.dispatchEvent(new Event('focus'));
  const second = outcome(bench.client.send({ userId: 'bob' }, 'second'));
  assert.deepEqual(types(bench), ['send', 'ping', 'send']);
  await bench.reconnect({ welcome: again({ heard: 2 }) });
  assert.deepEqual(bench.sent('send').map(({ content }) => content), ['second']);
  const third = outcome(bench.client.send({ userId: 'bob' }, 'third'));
  await bench.reconnect({ welcome: again({ resume: 'three', heard: 3 }) });
  assert.deepEqual(bench.sent('send').map(({ content }) => content), ['third'], 'the second was the third frame');
  for (const id of [1, 2, 3]) await bench.push({ type: 'result', id, delivered: id });
  assert.deepEqual(await Promise.all([first, second, third]), [1, 2, 3].map((delivered) => ({ delivered })));
});

test('what was sent out of the order of asking is sent again in the order of sending', async () => {
  const bench = await online();
  await bench.joined('lobby', [BOB]);
  const members = outcome(bench.client.members('hall'));
  await settle();
  await bench.reconnect({ welcome: fresh });
  assert.deepEqual(types(bench), ['join', 'members'], 'back into the groups first');
  await bench.reconnect({ welcome: again({ cid: 'cid-2', resume: 'three', heard: 0 }) });
  assert.deepEqual(types(bench), ['join', 'members']);
  await bench.answer('members', { group: 'hall', members: [] });
  assert.deepEqual(await members, []);
});

test('once the session goes on an answer may take its time', async () => {
  const bench = await online({ waitMs: 8_000 });
  const sent = outcome(bench.client.send({ userId: 'bob' }, 'x'));
  await bench.reconnect({ welcome: again({ heard: 1 }) });
  await bench.clock.advance(9_000);
  await bench.push({ type: 'result', id: 1, delivered: 1 });
  assert.deepEqual(await sent, { delivered: 1 });
});

test('a welcome, and the next break before anything else', async () => {
  const bench = await online();
  const asked = outcome(bench.client.send({ userId: 'bob' }, 'x'));
  await bench.push(message(1));
  await bench.reconnect({ welcome: again({ seq: 7, heard: 0 }) });
  assert.equal(bench.sent('send').length, 1);
  bench.socket.end(1006);
  await bench.clock.advance(3_000);
  assert.equal(offered(bench), 'resume.7.two');
  bench.welcome(again({ resume: 'three', seq: 7, heard: 0 }));
  assert.equal(bench.sent('send').length, 1, 'it got lost twice');
  await bench.answer('send', { delivered: 1 });
  assert.deepEqual(await asked, { delivered: 1 });
});

test('handshakes that fail use nothing up', async () => {
  const bench = await online();
  await bench.push(message(1));
  bench.socket.end(1006);
  const offers = [];
  for (let i = 0; i < 4; i++) {
    await bench.clock.advance(6_000);
    if (bench.socket.protocols.length === 1) {
      bench.socket.accept();
      offers.push(bench.sent('hello')[0].resume);
    } else offers.push(offered(bench));
    bench.socket.end(1006);
  }
  assert.deepEqual(offers, ['resume.1.one', 'one', 'resume.1.one', 'one']);
});

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

test('a connection that is given up is not said goodbye to: the session shall be kept', async () => {
  const bench = await online();
  const { socket } = bench;
  await bench.clock.advance(20_000 + 10_000);
  assert.equal(bench.client.status.reason, 'no_answer');
  assert.equal(socket.closedWith.code, 4000);
});

test('a client that is closed while it connects says goodbye', async () => {
  const bench = await online();
  bench.socket.end(1006);
  await bench.clock.advance(1_000);
  await bench.client.close();
  assert.equal(bench.socket.closedWith.code, 1000);
  assert.deepEqual(bench.client.status, { state: 'closed', code: 1000, reason: 'closed' });
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

test('a call outlives a break, and hears what was said meanwhile', async () => {
  const bench = await rtcBench().online(KEPT);
  const calling = bench.client.call({ cid: 'cid-b', media: { audio: true } });
  await quiet();
  bench.socket.end(1006);
  await bench.clock.advance(1_000);
  bench.welcome(again({ heard: 1 }));
  await quiet();
  assert.deepEqual(bench.socket.sent, []);
  await bench.push({ type: 'result', id: 1, call_id: 'c1' });
  const call = await calling;
  await bench.push({ type: 'rtc:accepted', call_id: 'c1', user_id: 'bob', cid: 'cid-b' });
  assert.equal(call.state, 'connecting');
  const states = [];
  call.on('state', (state) => states.push(state));
  call.on('closed', ({ reason }) => states.push(reason));
  await bench.reconnect({ welcome: again({ seq: 2, heard: bench.socket.sent.length }) });
  await bench.reconnect({ welcome: again({ recovered: false, seq: 9, heard: 9 }) });
  assert.deepEqual([states, bench.client.calls], [[], [call]]);
  await bench.reconnect({ welcome: fresh });
  assert.deepEqual([states, bench.client.calls], [['closed', 'disconnected'], []]);
});

test('a call of which frames were lost looks for its way anew', async () => {
  const { ada, call } = await connected({ media: { audio: true } });
  await ada.reconnect({ welcome: { cid: 'cid-a', ...KEPT } });
  const before = call.pc.restarts;
  await ada.reconnect({ welcome: again({ cid: 'cid-a' }) });
  assert.equal(call.pc.restarts, before, 'nothing was lost');
  await ada.reconnect({ welcome: again({ cid: 'cid-a', recovered: false }) });
  assert.equal(call.pc.restarts, before + 1);
});

test('a call whose server has long been away ends when its way breaks, and not before', async () => {
  const { ada, call } = await connected({ media: { audio: true } });
  await ada.reconnect({ welcome: { cid: 'cid-a', ...KEPT } });
  const closed = [];
  call.on('closed', ({ reason }) => closed.push(reason));
  ada.socket.end(1006);
  await ada.clock.advance(9_000);
  call.pc.path('disconnected');
  await ada.clock.advance(2_000);
  call.pc.path('connected');
  assert.equal(call.state, 'connected', 'media flows, and needs no server');
  call.pc.path('disconnected');
  await ada.clock.advance(2_900);
  assert.deepEqual([call.state, closed], ['reconnecting', []]);
  await ada.clock.advance(200);
  assert.deepEqual([call.state, closed], ['closed', ['disconnected']]);
});

test('a call whose way and server go together is given time for both', async () => {
  const { ada, call } = await connected({ media: { audio: true } });
  await ada.reconnect({ welcome: { cid: 'cid-a', ...KEPT } });
  const before = call.pc.restarts;
  ada.socket.end(1006);
  call.pc.path('disconnected');
  await ada.clock.advance(12_000);
  assert.equal(call.state, 'reconnecting');
  assert.equal(call.pc.restarts, before + 1);
  ada.welcome(again({ cid: 'cid-a' }));
  await quiet();
  call.pc.path('connected');
  await ada.clock.advance(60_000);
  assert.equal(call.state, 'connected');
});

test('a hidden page is waited for as long as the server said', async () => {
  const { ada, call } = await connected({ media: { audio: true } });
  await ada.reconnect({ welcome: { cid: 'cid-a', ...KEPT } });
  ada.document.hidden = true;
  ada.document.dispatchEvent(new Event('visibilitychange'));
  await ada.answer('background', { grace_ms: 60_000 });
  ada.socket.end(1006);
  await ada.clock.advance(30_000);
  call.pc.path('failed');
  assert.equal(call.state, 'reconnecting');
  await ada.clock.advance(19_000);
  assert.equal(call.state, 'reconnecting');
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

test('a session that another connection took over is over here', async () => {
  const bench = await online();
  const sent = outcome(bench.client.send({ userId: 'bob' }, 'x'));
  bench.socket.end(4404, 'replaced');
  assert.deepEqual(bench.client.status, { state: 'closed', code: 4404, reason: 'replaced' });
  assert.equal(await sent, 'closed');
  await bench.clock.advance(60_000);
  assert.equal(bench.sockets.length, 1);
  assert.equal(bench.clock.pending, 0);
  bench.client.connect();
  await settle();
  assert.equal(offered(bench), undefined);
});

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
