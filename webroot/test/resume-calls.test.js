import assert from 'node:assert/strict';
import { test } from 'node:test';
import { KEPT, again, fresh } from './support/breaks.js';
import { connected, quiet, rtcBench } from './support/switchboard.js';

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
  assert.deepEqual([states, bench.client.calls], [['reconnecting'], [call]], 'ten seconds without a way');
  await bench.reconnect({ welcome: fresh });
  assert.deepEqual([states, bench.client.calls], [['reconnecting', 'closed', 'disconnected'], []]);
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

test('a ring whose end was lost with its node ends when the server does not list it any more', async () => {
  const bench = await rtcBench().online(KEPT);
  const outgoing = bench.client.call({ userId: 'bob', media: { audio: true } });
  await quiet();
  await bench.answer('call', { call_id: 'c1' });
  const call = await outgoing;
  const ended = assert.rejects(call.accepted, { code: 'disconnected' });
  await bench.push({ type: 'rtc:incoming', call_id: 'c2', user_id: 'eve', cid: 'cid-e', polite: true, ring_ms: 45_000 });
  await bench.push({ type: 'rtc:incoming', call_id: 'c3', user_id: 'bob', cid: 'cid-b', polite: true, ring_ms: 45_000 });
  const [, lost, rings] = bench.client.calls;
  const told = [];
  lost.on('closed', ({ reason }) => told.push(reason));
  await bench.reconnect({ welcome: again({ recovered: false, seq: 9, heard: 9, calls: ['c3'] }) });
  await ended;
  assert.deepEqual([call.state, lost.state, told], ['closed', 'closed', ['disconnected']]);
  assert.deepEqual(bench.client.calls, [rings]);
  // The owner may live, and only be late with its word: it hears that the caller gave up, and rings a callee again.
  assert.deepEqual(bench.sent('hangup').map(({ call_id, reason }) => [call_id, reason]), [['c1', 'failed']]);
  await bench.push({ type: 'rtc:incoming', call_id: 'c2', user_id: 'eve', cid: 'cid-e', polite: true, ring_ms: 40_000 });
  assert.deepEqual(bench.client.calls.map(({ id, state }) => [id, state]), [['c3', 'ringing'], ['c2', 'ringing']]);
});

test('a ring that goes on after its node was lost has its offer said again', async () => {
  const bench = await rtcBench().online(KEPT);
  const outgoing = bench.client.call({ userId: 'bob', media: { audio: true } });
  await quiet();
  await bench.answer('call', { call_id: 'c1' });
  const call = await outgoing;
  await bench.push({ type: 'rtc:incoming', call_id: 'c2', user_id: 'eve', cid: 'cid-e', polite: true, ring_ms: 45_000 });
  await bench.reconnect({ welcome: again({ recovered: false, seq: 9, heard: 9, calls: ['c1', 'c2'] }) });
  assert.equal(call.state, 'ringing');
  assert.deepEqual(bench.sent('signal').map(({ call_id, description }) => [call_id, description.type, description.sdp]), [
    ['c1', 'offer', call.pc.localDescription.sdp],
  ]);
  await bench.push({ type: 'rtc:accepted', call_id: 'c1', user_id: 'bob', cid: 'cid-b' });
  assert.equal(call.state, 'connecting');
});

test('a call that the server lists and this side has ended is ended there, too', async () => {
  const bench = await rtcBench().online(KEPT);
  await bench.push({ type: 'rtc:incoming', call_id: 'c2', user_id: 'eve', cid: 'cid-e', polite: true, ring_ms: 45_000 });
  await bench.reconnect({ welcome: again({ recovered: false, seq: 9, heard: 9, calls: ['c1', 'c2'] }) });
  assert.deepEqual(bench.sent('hangup').map(({ call_id, scope }) => [call_id, scope]), [['c1', 'device']]);
  assert.deepEqual(bench.client.calls.map(({ id, state }) => [id, state]), [['c2', 'ringing']]);
});

test('a call whose id was lost with its node is ended', async () => {
  const bench = await rtcBench().online(KEPT);
  const outgoing = assert.rejects(bench.client.call({ userId: 'bob', media: { audio: true } }), { code: 'connection_lost' });
  await quiet();
  await bench.reconnect({ welcome: again({ recovered: false, seq: 9, heard: 9, calls: ['c1'] }) });
  await outgoing;
  assert.deepEqual(bench.sent('hangup').map(({ call_id, scope }) => [call_id, scope]), [['c1', 'device']]);
});

test('a server that does not say which calls there are ends none', async () => {
  const bench = await rtcBench().online(KEPT);
  const outgoing = bench.client.call({ userId: 'bob', media: { audio: true } });
  await quiet();
  await bench.answer('call', { call_id: 'c1' });
  await outgoing;
  await bench.reconnect({ welcome: again({ recovered: false, seq: 9, heard: 9 }) });
  assert.equal(bench.client.calls.length, 1);
});

test('an accept of which nobody knows whether it was heard is taken back', async () => {
  const bench = await rtcBench().online(KEPT);
  await bench.push({ type: 'rtc:incoming', call_id: 'c1', user_id: 'eve', cid: 'cid-e', polite: true, ring_ms: 45_000 });
  const [call] = bench.client.calls;
  const accepting = assert.rejects(call.accept({ media: { audio: true } }), { code: 'connection_lost' });
  await quiet();
  assert.equal(bench.sent('accept').length, 1);
  await bench.reconnect({ welcome: again({ recovered: false, seq: 9, heard: 9, calls: ['c1'] }) });
  await accepting;
  assert.deepEqual([call.state, bench.client.calls], ['closed', []]);
  assert.deepEqual(bench.sent('hangup').map(({ call_id, reason }) => [call_id, reason]), [['c1', 'failed']]);
});

test('an accept that is given up on a page that sleeps is taken back once its session goes on', async () => {
  const bench = await rtcBench().online(KEPT);
  await bench.push({ type: 'rtc:incoming', call_id: 'c1', user_id: 'eve', cid: 'cid-e', polite: true, ring_ms: 45_000 });
  const [call] = bench.client.calls;
  const accepting = assert.rejects(call.accept({ media: { audio: true } }), { code: 'connection_lost' });
  await quiet();
  bench.socket.end(1006);
  await bench.clock.advance(16_000);
  await accepting;
  bench.welcome(again({ seq: 0, heard: 1 }));
  await quiet();
  assert.deepEqual(bench.sent('hangup').map(({ call_id, reason }) => [call_id, reason]), [['c1', 'failed']]);
});
