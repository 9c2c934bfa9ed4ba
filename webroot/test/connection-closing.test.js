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
