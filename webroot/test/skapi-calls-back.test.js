import assert from 'node:assert/strict';
import { test } from 'node:test';
// Loaded already when the shim asks for it: nothing real is waited for.
import '../js/skapi-rtc.js';
import { quiet, rtcBench } from './support/switchboard.js';

test('a callback in the shape of skapi-js is told of no end where a ring is answered by a call back, and of that of the call', async () => {
  const bench = await rtcBench().online();
  const told = [];
  await bench.client.connectRealtime((message) => message.type.startsWith('rtc:') && told.push(message));
  await bench.push({ type: 'rtc:incoming', call_id: 'c1', user_id: 'bob', cid: 'cid-b', ring_ms: 30_000 });
  const connecting = bench.client.connectRTC({ cid: 'cid:cid-b' }, () => {});
  await quiet();
  await bench.answer('call', { call_id: 'c2' });
  await bench.push({ type: 'rtc:merged', call_id: 'c2', into: 'c1', user_id: 'bob', cid: 'cid-b', polite: true });
  await (await connecting).connection;
  assert.deepEqual(told.map(({ type }) => type), ['rtc:incoming']);
  assert.equal(await told[0].connectRTC({}, () => {}), null, 'it rings no more');
  await bench.push({ type: 'rtc:closed', call_id: 'c1', reason: 'hangup', user_id: 'bob', cid: 'cid-b' });
  assert.deepEqual(told.slice(1).map(({ type, sender_cid, code }) => [type, sender_cid, code]), [['rtc:closed', 'cid:cid-b', 'hangup']]);
});
