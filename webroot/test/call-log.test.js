import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CallLog } from '../js/call-log.js';
import { settle } from './support/clock.js';
import { Bench } from './support/server.js';
import { vectorsOf } from './support/events-of.js';

async function logged() {
  const bench = new Bench();
  const log = new CallLog(bench.client);
  const told = [];
  log.on('unseen', (n) => told.push(n));
  await bench.online();
  return { bench, log, told };
}

test('missed calls are told when the number changes', async () => {
  const { bench, log, told } = await logged();
  await bench.push({ type: 'missed_calls', unseen: 2 });
  await bench.push({ type: 'missed_calls', unseen: 2 });
  await bench.push({ type: 'missed_calls', unseen: 0 });
  assert.deepEqual(told, [2, 0]);
  assert.equal(log.unseen, 0);
});

test('a page of calls is asked for and read as the vectors have it', async () => {
  const { bench, log, told } = await logged();
  const [frame] = vectorsOf('CallPage');
  const asked = log.calls({ limit: 2, after: 'x' });
  await settle();
  const request = bench.socket.sent.at(-1);
  assert.deepEqual({ ...request, id: 0 }, { type: 'calls', id: 0, limit: 2, after: 'x' });
  await bench.push({ ...frame, id: request.id });
  const { calls, next, unseen } = await asked;
  assert.equal(next, frame.next);
  assert.equal(unseen, 1);
  assert.deepEqual(told, [1]);
  const [missed, talked] = calls;
  assert.deepEqual([missed.missed, missed.seen, missed.direction, missed.answered], [true, false, 'incoming', null]);
  assert.deepEqual([talked.id, talked.durationMs, talked.endedBy, talked.dataBytes], [frame.calls[1].call_id, 60_000, 'eve', 14]);
  assert.deepEqual(Object.keys(talked).filter((name) => name.includes('_')), []);
});

test('what was seen is said, and counted by the server', async () => {
  const { bench, log, told } = await logged();
  await bench.push({ type: 'missed_calls', unseen: 3 });
  const seen = log.seen('call-1');
  await bench.answer('calls_seen', { unseen: 1 });
  await seen;
  assert.deepEqual(told, [3, 1]);
});

test('a timeline is read as the vectors have it', async () => {
  const { bench, log } = await logged();
  const [frame] = vectorsOf('CallTimeline');
  const asked = log.timeline(frame.call_id);
  await settle();
  await bench.push({ ...frame, id: bench.socket.sent.at(-1).id });
  const lines = await asked;
  assert.deepEqual(lines.map(({ what }) => what), ['began', 'rang', 'answered', 'failed', 'closed']);
  assert.equal(lines[3].text, frame.lines[3].text);
  assert.equal(lines[2].userId, 'eve');
});
