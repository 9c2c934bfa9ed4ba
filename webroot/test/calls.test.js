import assert from 'node:assert/strict';
import { test } from 'node:test';
import { callSettings } from '../js/call-settings.js';
import { settle } from './support/clock.js';
import { candidate, frames, ringing, rung } from './support/rings.js';
import { FakePeer } from './support/rtc.js';
import { connected, quiet, rtcBench } from './support/switchboard.js';

test('a call from end to end', async () => {
  const { ada, bob, call, incoming } = await connected({ media: { audio: true, video: true }, data: { topic: 'tea' } }, { media: { video: true } });
  assert.equal(call.state, 'connected');
  assert.equal(incoming.state, 'connected');
  assert.deepEqual(incoming.peer, { userId: 'ada', cid: 'cid-a' });
  assert.deepEqual(call.peer, { userId: 'bob', cid: 'cid-b' });
  assert.deepEqual(incoming.data, { topic: 'tea' });
  assert.equal(call.pc.signalingState, 'stable');
  assert.deepEqual(call.pc.configuration.iceServers, [{ urls: 'stun:example.test' }]);
  assert.equal(await call.accepted, call);
  assert.equal(await incoming.connected, incoming);
  const ended = [];
  call.on('closed', (event) => ended.push(event));
  incoming.on('closed', (event) => ended.push(event));
  await incoming.hangup();
  await quiet();
  assert.deepEqual(ended, [{ reason: 'hangup' }, { reason: 'hangup', by: { userId: 'bob', cid: 'cid-b' }, durationMs: 7_000 }]);
  assert.deepEqual([ada.client.calls, bob.client.calls], [[], []]);
  for (const stream of [...ada.opened, ...bob.opened]) assert.ok(stream.getTracks().every((track) => track.readyState === 'ended'));
  assert.deepEqual([ada.reported, bob.reported], [[], []]);
});

test('the offer travels with the ring, and candidates found before the id is known follow it', async () => {
  const bench = await rtcBench().online();
  const calling = bench.client.call({ userId: 'bob', media: { audio: true } });
  await quiet();
  const [ring] = bench.sent('call');
  assert.equal(ring.user_id, 'bob');
  assert.equal(ring.description.type, 'offer');
  await bench.answer('call', { call_id: 'c1' });
  const call = await calling;
  call.pc.gather('one');
  call.pc.gather('');
  call.pc.gather(null);
  await bench.clock.advance(50);
  assert.deepEqual(frames(bench, 'signal'), [{ type: 'signal', call_id: 'c1', candidates: [candidate('one')] }]);
  assert.deepEqual(call.peer, { userId: 'bob', cid: null });
});

test('candidates gathered while the server is asked wait for the id', async () => {
  const bench = await rtcBench().online();
  const calling = bench.client.call({ cid: 'cid-b' });
  await quiet();
  FakePeer.made.at(-1).gather('early');
  await bench.clock.advance(50);
  assert.deepEqual(bench.sent('signal'), []);
  await bench.answer('call', { call_id: 'c1' });
  await calling;
  assert.deepEqual(frames(bench, 'signal'), [{ type: 'signal', call_id: 'c1', candidates: [candidate('early')] }]);
});

test('every way a call can fail to come about rejects what waits for it', async () => {
  for (const [reason, temporary] of [['declined', false], ['busy', true], ['timeout', true], ['unreachable', true], ['answered_elsewhere', false]]) {
    const { bench, call } = await ringing();
    const waits = [assert.rejects(call.accepted, { name: 'RingwayError', code: reason, temporary }), assert.rejects(call.connected, { code: reason })];
    await bench.push({ type: 'rtc:closed', call_id: 'c1', reason });
    await Promise.all(waits);
    assert.equal(call.state, 'closed');
    assert.equal(call.pc.signalingState, 'closed');
  }
});

test('a call that nobody waits for is no unhandled rejection', async () => {
  const unhandled = [];
  const note = (error) => unhandled.push(error);
  process.on('unhandledRejection', note);
  const { bench } = await ringing();
  await bench.push({ type: 'rtc:closed', call_id: 'c1', reason: 'busy' });
  await new Promise((resolve) => setImmediate(resolve));
  process.off('unhandledRejection', note);
  assert.deepEqual(unhandled, []);
});

test('hanging up cancels, declines or ends, and the server is told once', async () => {
  const { bench, call } = await ringing();
  const reasons = [];
  call.on('closed', ({ reason }) => reasons.push(reason));
  const hanging = call.hangup();
  await bench.answer('hangup');
  await hanging;
  await call.hangup();
  await bench.push({ type: 'rtc:closed', call_id: 'c1', reason: 'cancelled', user_id: 'ada', cid: 'cid-1' });
  assert.deepEqual(reasons, ['cancelled']);
  assert.deepEqual(frames(bench, 'hangup'), [{ type: 'hangup', call_id: 'c1' }]);

  const other = await rung();
  other.call.on('closed', ({ reason }) => reasons.push(reason));
  const declining = other.call.decline();
  await other.bench.answer('hangup');
  await declining;
  assert.deepEqual(reasons, ['cancelled', 'declined']);
  await assert.rejects(other.call.accept(), { code: 'call_closed' });
});

test('a hang-up the server has no time for is said again', async () => {
  const { bench, call } = await ringing();
  const hanging = call.hangup();
  await bench.refuse('hangup', { code: 'rate_limited', temporary: true, retry_after_ms: 400 });
  await bench.clock.advance(400);
  assert.equal(bench.sent('hangup').length, 2);
  await bench.refuse('hangup', { code: 'no_such_call' });
  await hanging;
});

test('a call the server refuses is closed, and gives its camera back', async () => {
  const bench = await rtcBench().online();
  const calling = assert.rejects(bench.client.call({ cid: 'gone', media: { video: true } }), { code: 'not_found' });
  await quiet();
  await bench.refuse('call', { code: 'not_found' });
  await calling;
  assert.equal(bench.opened[0].getTracks()[0].readyState, 'ended');
  assert.deepEqual(bench.client.calls, []);
  assert.equal(bench.sent('hangup').length, 0);
});

test('frames of calls that are not there are nothing', async () => {
  const bench = await rtcBench().online();
  for (const type of ['rtc:accepted', 'rtc:signal', 'rtc:closed', 'rtc:new']) await bench.push({ type, call_id: 'nope', reason: 'hangup' });
  assert.deepEqual(bench.reported, []);
});

test('closing the client hangs up', async () => {
  const { ada, bob, call, incoming } = await connected();
  const closing = ada.client.close();
  await quiet();
  ada.socket.end(1000);
  await closing;
  await quiet();
  assert.equal(call.state, 'closed');
  assert.equal(incoming.state, 'closed');
  assert.deepEqual(bob.client.calls, []);
});

test('a call says how long it may ring and what becomes of it at a busy callee', async () => {
  const { bench, call } = await ringing({ timeoutMs: 20_000, onBusy: 'reject' });
  const [ring] = bench.sent('call');
  assert.deepEqual([ring.timeout_ms, ring.on_busy], [20_000, 'reject']);
  const waiting = [];
  call.on('waiting', (one) => waiting.push(one));
  await bench.push({ type: 'rtc:waiting', call_id: 'c1' });
  assert.deepEqual(waiting, [call]);
});

test('a waiting call says so, and a ring whose end never comes ends by itself', async () => {
  const { bench, call } = await rung({ waiting: true, ring_ms: 20_000, polite: true });
  assert.equal(call.waiting, true);
  await bench.clock.advance(24_000);
  assert.equal(call.state, 'ringing');
  await bench.clock.advance(1_000);
  assert.equal(call.state, 'closed');
});

test('one device declines for itself', async () => {
  const { bench, call } = await rung();
  const declining = call.decline({ device: true });
  await quiet();
  assert.deepEqual(frames(bench, 'hangup'), [{ type: 'hangup', call_id: 'c1', scope: 'device' }]);
  await bench.answer('hangup');
  await declining;
});

test('what a user says about calls to him', async () => {
  const bench = await rtcBench().online();
  const settings = callSettings(bench.client);
  const saying = Promise.all([settings.block('eve'), settings.unblock('eve'), settings.onBusy('reject'), settings.blocked()]);
  await settle();
  for (const type of ['block', 'unblock', 'on_busy']) await bench.answer(type);
  await bench.answer('blocked', { users: ['mallory'] });
  assert.deepEqual((await saying)[3], ['mallory']);
  assert.deepEqual(frames(bench, 'block'), [{ type: 'block', user_id: 'eve' }]);
  assert.deepEqual(frames(bench, 'on_busy'), [{ type: 'on_busy', on_busy: 'reject' }]);
});

test('a call that is hung up before the server has given it an id does not ring on', async () => {
  const bench = await rtcBench().online();
  let call;
  bench.client.on('call', (one) => (call = one));
  const calling = assert.rejects(bench.client.call({ cid: 'cid-b' }), { code: 'call_closed' });
  await quiet();
  await call.hangup();
  assert.deepEqual(frames(bench, 'hangup'), []);
  await bench.answer('call', { call_id: 'c1' });
  await quiet();
  assert.deepEqual(frames(bench, 'hangup'), [{ type: 'hangup', call_id: 'c1' }]);
  await bench.answer('hangup');
  await calling;
  assert.deepEqual([bench.client.calls, bench.reported], [[], []]);
});
