import assert from 'node:assert/strict';
import { test } from 'node:test';
import { failureWords, iceErrorWords, reportCalls, watch } from '../js/call-reports.js';

/** A peer connection that only says what it is told to. */
class Peer extends EventTarget {
  connectionState = 'new';
  stats = new Map();
  iceServers = [{ urls: ['turn:turn.example:3478?transport=udp'] }];

  getConfiguration() {
    return { iceServers: this.iceServers };
  }

  async getStats() {
    return this.stats;
  }

  async become(state) {
    this.connectionState = state;
    this.dispatchEvent(new Event('connectionstatechange'));
    await new Promise(setImmediate);
  }

  fail(errorCode, url = 'turn:turn.example:3478?transport=udp') {
    this.dispatchEvent(Object.assign(new Event('icecandidateerror'), { errorCode, url }));
  }
}

/** One call under watch, and what is reported of it. */
function watched(id = 'call-1') {
  const listeners = {};
  const reports = [];
  const ringway = {
    on: (type, listener) => ((listeners[type] = listener), () => delete listeners[type]),
    ask: async (type, fields) => {
      reports.push({ type, ...fields });
      throw new Error('nobody needs to know');
    },
  };
  const stop = reportCalls(ringway);
  const pc = new Peer();
  const call = { id, pc, on: (type, listener) => (listeners[`call ${type}`] = listener) };
  listeners.call(call);
  const close = (reason = 'failed') => listeners['call closed']({ reason });
  return { pc, call, reports, accepted: () => listeners['call state']('connecting'), close, stop, listeners };
}

test('what the servers say is put into words', () => {
  const turn = 'turn:turn.example:3478?transport=udp';
  assert.equal(iceErrorWords({ errorCode: 401, url: turn }), 'TURN turn.example:3478 refused the credentials (401)');
  assert.equal(iceErrorWords({ errorCode: 437, url: turn }), 'TURN turn.example:3478 lost the relayed address (437)');
  assert.match(iceErrorWords({ errorCode: 486, url: turn }), /its share of relayed addresses already \(486\)$/);
  assert.equal(iceErrorWords({ errorCode: 701, url: 'stuns:s.example' }), 'STUN s.example did not answer (701)');
  assert.equal(iceErrorWords({ errorCode: 699, errorText: 'Odd', url: turn }), 'TURN turn.example:3478 said "Odd" (699)');
  assert.equal(iceErrorWords({ errorCode: 699 }), 'The STUN or TURN server refused (699)');
});

test('why no way was found names what is missing, once each, and has an end', () => {
  const turn = { urls: 'turn:t.example' };
  const error = { errorCode: 401, url: 'turn:t.example' };
  assert.equal(failureWords([], [turn]), 'no pair of addresses worked');
  assert.equal(failureWords([], []), 'no pair of addresses worked; there was no TURN server to go through');
  assert.equal(failureWords([error, error], [turn]), 'no pair of addresses worked; TURN t.example refused the credentials (401)');
  const long = failureWords([{ errorCode: 1, errorText: 'x'.repeat(900) }], [turn]);
  assert.equal(long.length, 500);
});

test('a connection is reported with the kinds of its candidates, and no address', async () => {
  const { pc, reports } = watched();
  pc.stats = new Map([
    ['p', { type: 'candidate-pair', nominated: true, state: 'succeeded', localCandidateId: 'l', remoteCandidateId: 'r' }],
    ['l', { candidateType: 'relay', address: '10.0.0.1' }],
    ['r', { candidateType: 'srflx', address: '10.0.0.2' }],
  ]);
  await pc.become('connecting');
  await pc.become('connected');
  assert.deepEqual(reports, [
    { type: 'call_report', call_id: 'call-1', outcome: 'connected', state: 'connected', local: 'relay', remote: 'srflx' },
  ]);
});

test('credentials that TURN refused are the reason a call failed', async () => {
  const { pc, reports, close } = watched();
  pc.fail(401);
  await pc.become('connecting');
  await pc.become('failed');
  close('hangup');
  assert.equal(reports.length, 1);
  assert.equal(reports[0].outcome, 'failed');
  assert.equal(reports[0].state, 'failed');
  assert.match(reports[0].text, /TURN turn\.example:3478 refused the credentials \(401\)/);
});

test('a call that ends while it looks for a way has failed; one that was never tried has not', async () => {
  const one = watched();
  one.accepted();
  one.close('hangup');
  assert.deepEqual(one.reports.map(({ outcome, state, text }) => [outcome, state, text]), [['failed', 'new', 'ended before a way was found']]);
  const other = watched();
  other.close();
  assert.deepEqual(other.reports, []);
});

test('a call that never got a candidate of its own says whose fault that was', () => {
  const { pc, reports, accepted, close } = watched();
  pc.fail(401);
  accepted();
  close();
  assert.match(reports[0].text, /^no pair of addresses worked; TURN .* \(401\)$/);
});

test('a connection that comes and goes is reported a bounded number of times', async () => {
  const { pc, reports } = watched();
  for (let i = 0; i < 20; i++) {
    await pc.become('connected');
    await pc.become('disconnected');
  }
  assert.equal(reports.length, 8);
});

test('a call that has no id yet is not reported, and nothing is after the end of reporting', async () => {
  const { pc, reports, stop, listeners } = watched('');
  await pc.become('failed');
  assert.deepEqual(reports, []);
  stop();
  assert.equal(listeners.call, undefined);
});

test('a peer connection that was replaced before it found a way is no failure, and the one in its place counts', async () => {
  const { pc, call, reports, accepted, close, listeners } = watched();
  const closed = listeners['call closed'];
  call.pc = new Peer();
  call.state = 'connecting';
  listeners.call(call);
  accepted();
  closed({ reason: 'hangup' });
  await pc.become('failed');
  assert.deepEqual(reports.filter(({ outcome }) => outcome === 'failed').length, 1, 'what failed before it was replaced did');
  reports.length = 0;
  close('failed');
  assert.deepEqual(reports.map(({ outcome }) => outcome), ['failed']);
});

test('what a call tried before it began anew is told, once', () => {
  const { pc, call, reports, accepted, listeners } = watched();
  const { 'call moved': moved, 'call closed': closed } = listeners;
  pc.fail(401);
  accepted();
  moved(call);
  assert.deepEqual(reports, [], 'the peer connection is still there');
  call.pc = new Peer();
  moved(call);
  moved(call);
  closed({ reason: 'failed' });
  assert.deepEqual(reports.map(({ outcome, text }) => [outcome, /^ended before a way was found; TURN .* \(401\)/.test(text)]), [['failed', true]]);
});

test('a call that was on its way before anybody watched is reported with what went wrong before', async () => {
  const { reports, ringway, call } = bare();
  call.pc.connectionState = 'connected';
  call.state = 'connected';
  watch(ringway, call, call.pc, [{ errorCode: 701, url: 'stun:s.example' }]);
  await settled();
  assert.deepEqual(reports.map(({ outcome, text }) => [outcome, text]), [['connected', 'STUN s.example did not answer (701)']]);

  const other = bare();
  other.call.pc.connectionState = 'failed';
  watch(other.ringway, other.call, other.call.pc, [{ errorCode: 401, url: 'turn:t.example' }]);
  assert.match(other.reports[0].text, /^no pair of addresses worked; TURN t\.example refused the credentials \(401\)$/);
});

test('who asks for reports of a client that reports by itself gets each once', async () => {
  const { reports, ringway, call } = bare();
  watch(ringway, call, call.pc, []);
  watch(ringway, call, call.pc, []);
  await call.pc.become('connected');
  assert.equal(reports.length, 1);
});

test('a peer connection that was replaced before anybody watched is left alone', async () => {
  const { reports, ringway, call } = bare();
  const { pc } = call;
  call.pc = new Peer();
  watch(ringway, call, pc, []);
  await pc.become('connected');
  assert.deepEqual(reports, []);
});

const settled = () => new Promise(setImmediate);

function bare() {
  const reports = [];
  const ringway = { ask: async (type, fields) => void reports.push({ type, ...fields }) };
  return { reports, ringway, call: { id: 'call-1', pc: new Peer(), state: 'ringing', on: () => {} } };
}
