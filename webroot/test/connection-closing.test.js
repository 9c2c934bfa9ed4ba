import assert from 'node:assert/strict';
import { test } from 'node:test';
import { settle } from './support/clock.js';
import { Bench } from './support/server.js';

test('who connects again while the goodbye is not answered is connected anew', async () => {
  const bench = await new Bench().online();
  const closing = bench.client.close();
  const { socket } = bench;
  const connecting = bench.client.connect();
  await closing;
  await settle();
  assert.deepEqual([socket.closedWith, bench.sockets.length], [{ code: 1000, reason: 'bye' }, 2]);
  bench.welcome({ cid: 'cid-2' });
  assert.equal((await connecting).cid, 'cid-2');
  socket.end(1000);
  await bench.clock.advance(5_000);
  assert.deepEqual(bench.statuses.map(({ state }) => state), ['connecting', 'online', 'closed', 'connecting', 'online']);
});

test('of closing, connecting and closing at once the last one counts', async () => {
  const bench = await new Bench().online();
  const closing = bench.client.close();
  const connecting = assert.rejects(bench.client.connect(), { code: 'closed' });
  await Promise.all([closing, bench.client.close(), connecting]);
  await bench.clock.advance(5_000);
  assert.deepEqual([bench.client.status.state, bench.sockets.length, bench.clock.pending], ['closed', 1, 0]);
});

test('closing while told of an attempt to connect stays closed', async () => {
  for (const [state, attempts] of [['connecting', 0], ['reconnecting', 1]]) {
    let asked = 0;
    const bench = new Bench({ token: () => `token-${++asked}` });
    // The attempt itself, not the pause before it.
    bench.client.on('status', (status) => status.state === state && !status.retryInMs && bench.client.close());
    const refused = assert.rejects(bench.client.connect(), { code: 'closed' });
    await settle();
    bench.sockets.at(-1)?.end(1006);
    await bench.clock.advance(60_000);
    await refused;
    assert.deepEqual([bench.client.status.state, bench.sockets.length, asked, bench.clock.pending], ['closed', attempts, attempts, 0]);
  }
});

test('closing and connecting while told of the ICE servers of a welcome is connecting anew', async () => {
  const bench = new Bench();
  const off = bench.client.on('ice', () => {
    off();
    bench.client.close();
    bench.client.connect();
  });
  const refused = assert.rejects(bench.client.connect(), { code: 'closed' });
  await settle();
  bench.welcome();
  await refused;
  await settle();
  assert.deepEqual(bench.statuses.map(({ state }) => state), ['connecting', 'closed', 'connecting']);
  assert.equal(bench.sockets.length, 2);
  bench.welcome({ cid: 'cid-2' });
  assert.deepEqual([bench.client.status.state, bench.client.cid], ['online', 'cid-2']);
});
