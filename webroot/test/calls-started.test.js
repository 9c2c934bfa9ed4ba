import assert from 'node:assert/strict';
import { test } from 'node:test';
import { frames, rung } from './support/rings.js';
import { quiet } from './support/switchboard.js';

const STARTS = { cid: null, polite: false, ring_ms: 45_000, starts: true };

/** A bench that has started a call that the app's backend wants. */
async function started(options = {}) {
  const { bench, call } = await rung(STARTS);
  const accepting = call.accept(options);
  await quiet();
  await bench.answer('accept', {});
  assert.equal(await accepting, call);
  await quiet();
  return { bench, call };
}

test('who accepts a call that the backend wants is its caller, whose offer goes ahead of the answer', async () => {
  const { bench, call } = await started({ media: { audio: true } });
  assert.deepEqual([call.starts, call.direction, call.state, call.polite], [true, 'outgoing', 'ringing', false]);
  const [offer] = frames(bench, 'signal');
  assert.deepEqual([offer.call_id, offer.description.type], ['c1', 'offer']);
  await bench.clock.advance(60_000);
  assert.equal(call.state, 'ringing', 'the peer has its own time to ring');
  await bench.push({ type: 'rtc:accepted', call_id: 'c1', user_id: 'bob', cid: 'cid-b', polite: false });
  assert.equal(await call.accepted, call);
  assert.deepEqual([call.state, call.peer], ['connecting', { userId: 'bob', cid: 'cid-b' }]);
  await bench.push({ type: 'rtc:signal', call_id: 'c1', user_id: 'bob', cid: 'cid-b', description: { type: 'answer', sdp: 'of the callee' } });
  await quiet();
  assert.equal(call.pc.signalingState, 'stable');
  assert.deepEqual(bench.reported, []);
});

test('a call that the backend wants opens a channel where it is accepted without media', async () => {
  const { call } = await started();
  assert.deepEqual([...call.channels.keys()], ['default']);
});

test('a call that nobody starts is over a moment after its time', async () => {
  const { bench, call } = await rung(STARTS);
  await bench.clock.advance(50_000);
  assert.equal(call.state, 'closed');
  assert.deepEqual(bench.sent('accept'), []);
});

test('hanging up a started call that the peer has not answered cancels it', async () => {
  const { bench, call } = await started();
  const reasons = [];
  call.on('closed', ({ reason }) => reasons.push(reason));
  const ending = call.hangup();
  await quiet();
  await bench.answer('hangup', {});
  await ending;
  assert.deepEqual(reasons, ['cancelled']);
});
