import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RingwayError } from '../js/ringway.js';
import { settle } from './support/clock.js';
import { Bench } from './support/server.js';

test('asks the token function before every attempt', async () => {
  let n = 0;
  const bench = await new Bench({ token: async () => `token-${++n}` }).online();
  bench.socket.end(4201, 'token_expired');
  await bench.clock.advance(6_000);
  assert.deepEqual(bench.socket.protocols, ['ringway.v1', 'bearer.token-2']);
});

test('a token function that fails is asked again', async () => {
  let n = 0;
  const bench = new Bench({
    token: () => {
      if (++n < 3) throw new Error('offline');
      return 'late';
    },
  });
  const errors = [];
  bench.client.on('error', (error) => errors.push(error));
  bench.client.connect();
  await bench.clock.advance(10_000);
  assert.equal(n, 3);
  assert.deepEqual(errors.map(({ code, temporary }) => [code, temporary]), Array(2).fill(['token_unavailable', true]));
  assert.equal(errors[0].cause.message, 'offline');
  assert.deepEqual(bench.socket.protocols, ['ringway.v1', 'bearer.late']);
});

test('a token function that never settles is given up after 10 s and asked again', async () => {
  let n = 0;
  const bench = new Bench({ token: () => (++n === 1 ? new Promise(() => {}) : 'late') });
  const errors = [];
  bench.client.on('error', (error) => errors.push(error));
  bench.client.connect();
  await bench.clock.advance(9_999);
  assert.deepEqual([n, bench.sockets.length, bench.client.status.state], [1, 0, 'connecting']);
  await bench.clock.advance(201);
  assert.deepEqual(errors.map(({ code, temporary }) => [code, temporary]), [['token_unavailable', true]]);
  assert.deepEqual([n, bench.socket.protocols], [2, ['ringway.v1', 'bearer.late']]);
});

test('a token that comes after its question was given up is not used, and one that comes in time leaves no timer', async () => {
  const asked = [];
  const bench = new Bench({ token: () => new Promise((resolve) => asked.push(resolve)) });
  bench.client.connect();
  await bench.clock.advance(10_200);
  asked[0]('stale');
  await settle();
  assert.deepEqual([asked.length, bench.sockets.length], [2, 0]);
  const { pending } = bench.clock;
  asked[1]('fresh');
  await settle();
  assert.deepEqual([bench.sockets.length, bench.socket.protocols], [1, ['ringway.v1', 'bearer.fresh']]);
  assert.equal(bench.clock.pending, pending, 'the timer of the question has made room for that of the handshake');
});

test('who has closed is not told that there is no token', async () => {
  const given = [];
  const bench = new Bench({ token: () => new Promise((_, reject) => given.push(reject)) });
  const errors = [];
  bench.client.on('error', ({ code }) => errors.push(code));
  const refused = assert.rejects(bench.client.connect(), { code: 'closed' });
  await settle();
  await bench.client.close();
  given[0](new Error('offline'));
  await refused;
  await settle();
  assert.deepEqual([given.length, errors], [1, []]);
});

test('closing while told that there is no token stays closed', async () => {
  const bench = new Bench({
    token: async () => {
      throw new Error('offline');
    },
  });
  bench.client.on('error', () => bench.client.close());
  const refused = assert.rejects(bench.client.connect());
  await bench.clock.advance(20_000);
  await refused;
  assert.equal(bench.client.status.state, 'closed');
});

test('a token about to expire is refreshed in band', async () => {
  let n = 0;
  const bench = await new Bench({ token: () => `token-${++n}` }).online();
  await bench.push({ type: 'token_expiring', expires_at: 5 });
  const request = await bench.answer('refresh', { expires_at: 9 });
  assert.equal(request.token, 'token-2');
  assert.equal(bench.sockets.length, 1);
});

test('a refresh that fails for now is tried again', async () => {
  const bench = await new Bench({ token: () => 'fresh' }).online();
  const errors = [];
  bench.client.on('error', (error) => errors.push(error));
  await bench.push({ type: 'token_expiring', expires_at: 5 });
  await bench.refuse('refresh', { code: 'unavailable', temporary: true, retry_after_ms: 700 });
  await bench.clock.advance(700);
  assert.equal(bench.sent('refresh').length, 2);
  assert.deepEqual(errors.map((error) => error instanceof RingwayError && error.code), ['unavailable']);
});

test('a refresh whose token function never settles asks again', async () => {
  const given = ['first', new Promise(() => {}), 'fresh'];
  const bench = await new Bench({ token: () => given.shift() }).online();
  const errors = [];
  bench.client.on('error', ({ code }) => errors.push(code));
  await bench.push({ type: 'token_expiring', expires_at: 5 });
  await bench.clock.advance(10_000);
  assert.deepEqual(errors, ['token_unavailable']);
  await bench.clock.advance(2_000);
  assert.deepEqual(bench.sent('refresh').map(({ token }) => token), ['fresh']);
});

test('a refresh that failed is not tried again once the client is closed, or connected anew', async () => {
  for (const ends of [(bench) => bench.client.close(), (bench) => bench.reconnect()]) {
    const given = ['first'];
    const bench = await new Bench({ token: () => given.shift() }).online();
    const errors = [];
    bench.client.on('error', ({ code }) => errors.push(code));
    await bench.push({ type: 'token_expiring', expires_at: 5 });
    assert.deepEqual(errors, ['token_unavailable']);
    given.push('second', 'third');
    const { socket } = bench;
    const end = ends(bench);
    if (socket.closedWith) socket.end(1000);
    await end;
    const left = given.length;
    await bench.clock.advance(15_000);
    assert.deepEqual([given.length, errors.length, bench.sent('refresh')], [left, 1, []]);
  }
});

test('a token that was asked for on a connection that is lost meanwhile is not told the next one', async () => {
  const given = ['first'];
  const bench = await new Bench({ token: () => given.shift() ?? new Promise((resolve) => given.push(resolve)) }).online();
  await bench.push({ type: 'token_expiring', expires_at: 5 });
  const [late] = given.splice(0);
  given.push('second');
  await bench.reconnect();
  late('late');
  await settle();
  assert.deepEqual(bench.sent('refresh'), []);
});

test('a token that no sub-protocol can hold goes into the first frame', async () => {
  const bench = new Bench({ token: 'a token, of sorts' });
  bench.client.connect();
  await settle();
  assert.deepEqual(bench.socket.protocols, ['ringway.v1']);
  bench.socket.accept();
  assert.deepEqual(bench.socket.sent, [{ type: 'hello', id: 0, token: 'a token, of sorts' }]);
});

test('a token function that gives no token is asked again', async () => {
  const given = [undefined, 'a.b.c'];
  const bench = new Bench({ token: () => given.shift() });
  bench.client.connect();
  await bench.clock.advance(1_000);
  assert.deepEqual(bench.socket.protocols, ['ringway.v1', 'bearer.a.b.c']);
});

test('a publishable key travels as one, in a sub-protocol and in the first frame', async () => {
  const bench = new Bench({ token: undefined, key: 'pk_0123456789abcdef' });
  bench.client.connect().catch(() => {});
  await settle();
  assert.deepEqual(bench.socket.protocols, ['ringway.v1', 'key.pk_0123456789abcdef']);
  bench.socket.end(1006);
  await bench.clock.advance(6_000);
  assert.deepEqual(bench.socket.protocols, ['ringway.v1']);
  bench.socket.accept();
  assert.deepEqual(bench.socket.sent, [{ type: 'hello', id: 0, key: 'pk_0123456789abcdef' }]);
  bench.socket.end(4406, 'origin_not_allowed');
  await settle();
  assert.deepEqual(bench.client.status, { state: 'closed', code: 4406, reason: 'origin_not_allowed' });
});

test('a token that cannot be given while the client closes is no error', async () => {
  const given = ['first'];
  const bench = await new Bench({ token: () => given.shift() ?? new Promise((_, reject) => given.push(reject)) }).online();
  const errors = [];
  bench.client.on('error', ({ code }) => errors.push(code));
  await bench.push({ type: 'token_expiring', expires_at: 5 });
  const closing = bench.client.close();
  given[0](new Error('signed out'));
  await settle();
  assert.equal(bench.client.status.state, 'online', 'the goodbye is not answered yet');
  bench.socket.end(1000);
  await closing;
  assert.deepEqual(errors, []);
});

test('a refresh on its way as the connection breaks, or the client closes, is no error', async () => {
  const closes = async (bench) => {
    bench.client.close();
    bench.socket.end(1000);
    await settle();
  };
  for (const end of [(bench) => bench.reconnect(), closes]) {
    const bench = await new Bench({ token: async () => 'fresh' }).online();
    const errors = [];
    bench.client.on('error', ({ code }) => errors.push(code));
    await bench.push({ type: 'token_expiring', expires_at: 5 });
    assert.equal(bench.sent('refresh').length, 1);
    await end(bench);
    assert.deepEqual(errors, []);
  }
});
