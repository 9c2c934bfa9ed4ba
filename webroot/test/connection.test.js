import assert from 'node:assert/strict';
import { test } from 'node:test';
import { closeAction, fullJitter, parseReason } from '../js/backoff.js';
import { settle } from './support/clock.js';
import { Bench } from './support/server.js';

const state = (bench) => bench.client.status.state;

test('connects with the token as a sub-protocol and is welcomed', async () => {
  const bench = new Bench();
  assert.equal(state(bench), 'idle');
  const connected = bench.client.connect();
  await settle();
  assert.equal(state(bench), 'connecting');
  assert.equal(bench.socket.url, 'wss://gateway.test/realtime');
  assert.deepEqual(bench.socket.protocols, ['ringway.v1', 'bearer.a.b.c']);
  bench.welcome();
  const welcome = await connected;
  assert.equal(welcome.cid, 'cid-1');
  assert.equal(bench.client.userId, 'ada');
  assert.deepEqual(bench.client.status, { state: 'online', cid: 'cid-1', userId: 'ada' });
});

test('a url with a path is a prefix', async () => {
  for (const [url, expected] of [
    ['http://host:1/app', 'ws://host:1/app/realtime'],
    ['wss://host/app/', 'wss://host/app/realtime'],
  ]) {
    const bench = new Bench({ url });
    bench.client.connect();
    await settle();
    assert.equal(bench.socket.url, expected);
  }
});

test('a refused handshake is followed by a hello, and its error ends it', async () => {
  const bench = new Bench();
  const errors = [];
  bench.client.on('error', (error) => errors.push(error.code));
  const connected = assert.rejects(bench.client.connect(), { code: 'bad_token', temporary: false });
  await settle();
  bench.socket.end(1006);
  assert.equal(state(bench), 'reconnecting');
  await bench.clock.advance(6_000);
  assert.deepEqual(bench.socket.protocols, ['ringway.v1']);
  bench.socket.accept();
  assert.deepEqual(bench.socket.sent, [{ type: 'hello', id: 0, token: 'a.b.c' }]);
  bench.socket.push({ type: 'error', id: 0, code: 'bad_token', message: 'no', temporary: false });
  bench.socket.end(4400, 'bad_token');
  await connected;
  assert.deepEqual(bench.client.status, { state: 'closed', code: 4400, reason: 'bad_token' });
  assert.deepEqual(errors, ['bad_token']);
});

test('never gives up, and the bound of the delay stays at 5 s', async () => {
  const bench = await new Bench().online();
  bench.socket.end(1006);
  for (let i = 0; i < 200; i++) {
    await bench.clock.advance(5_000);
    bench.socket.end(1006);
  }
  const delays = bench.statuses.filter((status) => status.retryInMs > 0).map((status) => status.retryInMs);
  assert.equal(delays.length, 201);
  assert.deepEqual(delays.slice(0, 7), [100, 200, 400, 800, 1600, 2500, 2500]);
  assert.equal(Math.max(...delays), 2500);
  assert.equal(state(bench), 'reconnecting');
});

test('a connection that lived starts the backoff anew, one that died at once does not', async () => {
  const bench = await new Bench().online();
  const attempts = () => bench.statuses.filter((status) => status.retryInMs > 0).map((status) => status.attempt);
  bench.socket.end(4200, 'going_away');
  await bench.clock.advance(1_000);
  bench.welcome();
  await bench.clock.advance(1_000);
  bench.socket.end(4200, 'going_away');
  assert.deepEqual(attempts(), [1, 2]);
  await bench.clock.advance(1_000);
  bench.welcome();
  await bench.clock.advance(6_000);
  bench.socket.end(4200, 'going_away');
  assert.deepEqual(attempts(), [1, 2, 1]);
});

test('waits at least as long as the server asks, even when the page wakes up', async () => {
  const bench = await new Bench().online();
  bench.socket.end(4301, 'overloaded;retry_after_ms=30000');
  assert.equal(bench.client.status.reason, 'overloaded');
  assert.ok(bench.client.status.retryInMs >= 30_000);
  await bench.clock.advance(29_000);
  bench.window.dispatchEvent(new Event('online'));
  assert.equal(bench.sockets.length, 1);
  await bench.clock.advance(10_000);
  assert.equal(bench.sockets.length, 2);
});

test('tries at once when the network is back', async () => {
  const bench = await new Bench({ backoff: () => 60_000 }).online();
  bench.socket.end(1006);
  await bench.clock.advance(10);
  assert.equal(bench.sockets.length, 1);
  bench.window.dispatchEvent(new Event('online'));
  await settle();
  assert.equal(bench.sockets.length, 2);
  bench.window.dispatchEvent(new Event('online'));
  await settle();
  assert.equal(bench.sockets.length, 2, 'one attempt at a time');
});

test('close codes that say stop stop it', async () => {
  for (const code of [1002, 1003, 1007, 1008, 1009, 4400, 4403, 4499]) {
    const bench = await new Bench().online();
    bench.socket.end(code, 'kicked');
    assert.deepEqual(bench.client.status, { state: 'closed', code, reason: 'kicked' });
    await bench.clock.advance(60_000);
    assert.equal(bench.sockets.length, 1);
    assert.equal(bench.clock.pending, 0);
  }
});

test('what a close code asks for', () => {
  const ranges = { now: [4200, 4203, 4299], later: [4300, 4302], stop: [4400, 1009], backoff: [1000, 1001, 1005, 1006, 1011, 1012, 4000, 4500, 0] };
  for (const [action, codes] of Object.entries(ranges)) for (const code of codes) assert.equal(closeAction(code), action, `${code}`);
});

test('reads the delay out of a close reason', () => {
  assert.deepEqual(parseReason('rate_limited;retry_after_ms=1500'), { reason: 'rate_limited', retryAfterMs: 1500 });
  assert.deepEqual(parseReason('going_away'), { reason: 'going_away', retryAfterMs: 0 });
  assert.deepEqual(parseReason('x;retry_after_ms=-5'), { reason: 'x', retryAfterMs: 0 });
  assert.deepEqual(parseReason(''), { reason: '', retryAfterMs: 0 });
});

test('full jitter is spread over the whole of its bound', () => {
  const at = (random, attempt, action = 'backoff') => fullJitter({ random: () => random })(attempt, { code: 1006, reason: '', action });
  assert.equal(at(0, 1), 0);
  assert.equal(at(0.999, 1) < 200, true);
  assert.equal(Math.round(at(0.5, 3)), 400);
  assert.equal(at(0.5, 1000), 2500);
  assert.equal(at(0, 1, 'later'), 2500);
});

/** @param {Bench} bench */
const reconnects = (bench) => bench.statuses.find((status) => status.state === 'reconnecting');

test('a connection that does not open is given up', async () => {
  const bench = new Bench();
  bench.client.connect();
  await settle();
  await bench.clock.advance(9_999);
  assert.equal(reconnects(bench), undefined);
  await bench.clock.advance(1);
  assert.equal(reconnects(bench).reason, 'welcome_timeout');
});

test('a server that has opened a connection is given time for its welcome, and then given up', async () => {
  const bench = new Bench();
  bench.client.connect();
  await settle();
  await bench.clock.advance(9_000);
  bench.socket.accept();
  await bench.clock.advance(19_999);
  assert.equal(reconnects(bench), undefined);
  await bench.clock.advance(1);
  assert.equal(reconnects(bench).reason, 'welcome_timeout');
});

test('an idle connection is pinged, and lives as long as anything comes', async () => {
  const bench = await new Bench().online();
  for (let i = 0; i < 5; i++) {
    await bench.clock.advance(21_000);
    bench.socket.push({ type: 'result', id: 0, server_time: 1 });
  }
  assert.ok(bench.sent('ping').length >= 3);
  assert.equal(state(bench), 'online');
});

test('a connection that answers nothing is dead', async () => {
  const bench = await new Bench().online();
  await bench.clock.advance(20_000 + 7_900);
  assert.equal(state(bench), 'online');
  await bench.clock.advance(100);
  assert.equal(state(bench), 'reconnecting');
  assert.equal(bench.client.status.reason, 'no_answer');
});

test('a request that takes its time is no sign of a dead connection where a ping is answered', async () => {
  const bench = await new Bench().online();
  bench.client.send({ userId: 'bob' }, 1).catch(() => {});
  await bench.clock.advance(4_000);
  assert.equal(bench.sent('ping').length, 1);
  bench.socket.push({ type: 'result', id: 0, server_time: 1 });
  await bench.clock.advance(8_000);
  assert.equal(state(bench), 'online');
});

test('a page that was frozen asks before it gives a connection up', async () => {
  const bench = await new Bench().online();
  bench.client.send({ userId: 'bob' }, 1).catch(() => {});
  await settle();
  await bench.clock.freeze(3_600_000);
  assert.equal(state(bench), 'online');
  assert.ok(bench.sent('ping').length > 0);
  bench.socket.push({ type: 'result', id: 0, server_time: 1 });
  await bench.clock.advance(5_000);
  assert.equal(state(bench), 'online');
});

test('a page that is shown again soon finds out that its connection is dead', async () => {
  const bench = await new Bench().online();
  bench.document.hidden = true;
  bench.document.dispatchEvent(new Event('visibilitychange'));
  assert.equal(bench.sent('ping').length, 0);
  bench.document.hidden = false;
  bench.document.dispatchEvent(new Event('visibilitychange'));
  assert.equal(bench.sent('ping').length, 1);
  await bench.clock.advance(4_000);
  assert.equal(state(bench), 'reconnecting');
});

test('closing leaves, says goodbye and stays closed', async () => {
  const bench = await new Bench().online();
  const lobby = await bench.joined('lobby');
  const closed = [];
  lobby.on('closed', (event) => closed.push(event));
  const closing = bench.client.close();
  await settle();
  assert.deepEqual(bench.socket.sent.map((frame) => frame.type), ['join', 'leave']);
  assert.equal(bench.socket.closedWith.code, 1000);
  bench.socket.end(1000);
  await closing;
  assert.deepEqual(bench.client.status, { state: 'closed', code: 1000, reason: 'closed' });
  assert.deepEqual(closed, [{}]);
  assert.equal(bench.clock.pending, 0);
  bench.window.dispatchEvent(new Event('online'));
  await bench.clock.advance(60_000);
  assert.equal(bench.sockets.length, 1);
});

test('closing does not wait for a peer that is gone', async () => {
  const bench = await new Bench().online();
  const closing = bench.client.close();
  await bench.clock.advance(2_000);
  await closing;
  assert.equal(state(bench), 'closed');
});

test('closing while reconnecting', async () => {
  const bench = await new Bench().online();
  bench.socket.end(1006);
  await bench.client.close();
  assert.equal(state(bench), 'closed');
  await bench.clock.advance(60_000);
  assert.equal(bench.sockets.length, 1);
  assert.equal(bench.clock.pending, 0);
});

test('may be connected again after it was closed', async () => {
  const bench = await new Bench().online();
  const closing = bench.client.close();
  bench.socket.end(1000);
  await closing;
  await assert.rejects(bench.client.send({ userId: 'bob' }, 1), { code: 'closed' });
  await bench.online({ cid: 'cid-2' });
  assert.equal(bench.client.cid, 'cid-2');
});

test('a listener that throws stops nobody', async () => {
  const bench = new Bench();
  const seen = [];
  bench.client.on('status', () => {
    throw new Error('app');
  });
  bench.client.on('status', (status) => seen.push(status.state));
  await bench.online();
  assert.deepEqual(seen, ['connecting', 'online']);
  assert.equal(bench.reported[0].message, 'app');
});

test('where no WebSocket may be opened the reason is told', async () => {
  const refused = class {
    constructor() {
      throw new Error('SecurityError');
    }
  };
  const bench = new Bench({ platform: { WebSocket: refused } });
  const errors = [];
  bench.client.on('error', ({ code, cause }) => errors.push([code, cause.message]));
  await assert.rejects(bench.client.connect(), { code: 'not_supported' });
  assert.deepEqual(errors, [['not_supported', 'SecurityError']]);
  assert.equal(bench.clock.pending, 0);
});
