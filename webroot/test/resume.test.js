import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BOB, KEPT, again, fresh, listen, message, notice, offered, online, outcome, types } from './support/breaks.js';
import { settle } from './support/clock.js';
import { Bench, roster } from './support/server.js';

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
  // Whom the server made up has no token that says who it is.
  assert.equal(new URL(bench.socket.url).searchParams.get('user_id'), 'ada');
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

test('nothing is said into a connection that closes; it is said with the next one', async () => {
  const bench = await online();
  const closing = bench.socket;
  closing.readyState = 2;
  let complaints = 0;
  closing.send = () => complaints++;
  const sent = outcome(bench.client.send({ userId: 'bob' }, 'hi'));
  assert.equal(complaints, 0);
  closing.end(1006);
  await bench.clock.advance(1_000);
  bench.welcome(again());
  await settle();
  assert.deepEqual(bench.sent('send').map((frame) => frame.content), ['hi']);
  await bench.push({ type: 'result', id: bench.sent('send')[0].id, delivered: 1 });
  await sent;
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

test('a connection that is given up is not said goodbye to: the session shall be kept', async () => {
  const bench = await online();
  const { socket } = bench;
  await bench.clock.advance(20_000 + 8_000);
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
