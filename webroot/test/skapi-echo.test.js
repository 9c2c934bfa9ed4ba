import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Bench } from './support/server.js';

/** What this connection hears of its own messages to a group; `after` happens to each before the server has answered. */
async function heard(message, after = () => {}) {
  const bench = await new Bench().online();
  const told = [];
  await bench.client.connectRealtime(({ type, message: content }) => type === 'message' && told.push(content));
  await bench.joined('lobby');
  const posting = bench.client.postRealtime(message, 'lobby');
  after();
  await bench.answer('publish', { delivered: 1 });
  await posting;
  assert.equal(told.length, 1);
  return told[0];
}

test('an own message to a group is heard as it was sent, whatever becomes of the object meanwhile', async () => {
  const message = { n: 1 };
  assert.deepEqual(await heard(message, () => (message.n = 2)), { n: 1 });
  const bytes = Uint8Array.of(1, 2, 3);
  assert.deepEqual(await heard(bytes, () => bytes.fill(9)), Uint8Array.of(1, 2, 3));
});

test('an own message to a group is heard as the others hear it', async () => {
  const at = new Date(0);
  assert.deepEqual(await heard({ at, none: undefined, call() {}, list: [undefined, NaN] }), { at: at.toJSON(), list: [null, null] });
  assert.equal(await heard(undefined), null);
  assert.equal(await heard(''), '');
  assert.deepEqual(await heard(Uint16Array.of(0x0201).buffer), Uint8Array.of(1, 2));
  assert.deepEqual(await heard(Uint8Array.of(1, 10, 3).subarray(1)), Uint8Array.of(10, 3));
});

test('what cannot be sent to a group is refused, and heard by nobody', async () => {
  const bench = await new Bench().online();
  const told = [];
  await bench.client.connectRealtime((message) => told.push(message));
  await bench.joined('lobby');
  const round = {};
  round.round = round;
  for (const message of [round, 1n]) await assert.rejects(bench.client.postRealtime(message, 'lobby'), { name: 'RingwayError', code: 'bad_request' });
  assert.deepEqual([bench.sent('publish'), told.filter(({ type }) => type === 'message')], [[], []]);
});
