import assert from 'node:assert/strict';
import { CallLog } from '../../../js/call-log.js';
import { callSettings } from '../../../js/call-settings.js';
import { Bench } from '../server.js';
import { quiet, rtcBench } from '../switchboard.js';
import { json } from '../vectors.js';
import { answered } from './asking.js';

const OFFER = { type: 'offer', sdp: 'of the other side' };

/** A client that rings, with the call's id known. */
async function ringing(call_id) {
  const bench = await rtcBench().online();
  const calling = bench.client.call({ cid: 'cid-b' });
  await quiet();
  await bench.answer('call', { call_id });
  return { bench, call: await calling };
}

/** A client that has accepted a call. */
async function accepted(call_id, { user, cid }) {
  const bench = await rtcBench().online();
  await bench.push({ type: 'rtc:incoming', call_id, user_id: user, cid });
  const call = await bench.incoming;
  const accepting = call.accept();
  await quiet();
  await bench.answer('accept');
  await accepting;
  return { bench, call };
}

/** The ids of calls that an event tells of which a frame leads to. */
async function toldOf(type, { bench, call }, frame) {
  const got = [];
  call.on(type, (one) => got.push(one.id));
  await bench.push(frame);
  return got;
}

/** What the app's log of calls makes of the answer to a question. */
async function logged(type, frame, ask) {
  const bench = await new Bench().online();
  const log = new CallLog(bench.client);
  return { log, answer: await answered(bench, type, frame, () => ask(log)) };
}

/** What an app sees of calls. */
export const calls = {
  async Calling({ call: id }, frame) {
    const bench = await rtcBench().online();
    const calling = bench.client.call({ cid: 'cid-b' });
    await quiet();
    const { id: _, type: __, ...fields } = frame;
    await bench.answer('call', fields);
    const call = await calling;
    assert.equal(call.id, id);
    assert.equal(call.state, 'ringing');
    assert.deepEqual(bench.client.calls, [call]);
  },
  async SignalRefused(_, frame) {
    const bench = await new Bench().online();
    const errors = [];
    bench.client.on('error', (error) => errors.push(error.code));
    await bench.push(frame);
    assert.deepEqual(errors, [frame.code]);
  },
  async IceRefreshed({ ice }, frame) {
    const { bench, call } = await ringing('c1');
    await bench.push(frame);
    await quiet();
    assert.deepEqual(call.pc.configuration.iceServers, json(ice.json));
  },
  async Incoming({ call: id, caller, data, ring_ms, waiting }, frame) {
    const bench = await rtcBench().online();
    await bench.push(frame);
    const call = await bench.incoming;
    assert.equal(call.id, id);
    assert.equal(call.state, 'ringing');
    assert.deepEqual(call.peer, { userId: caller.user, cid: caller.cid });
    assert.deepEqual(call.data, json(data));
    assert.equal(call.polite, frame.polite);
    assert.equal(call.waiting ?? false, waiting);
    await bench.clock.advance(ring_ms + 4_999);
    assert.equal(call.state, 'ringing');
    await bench.clock.advance(1);
    assert.equal(call.state, 'closed', 'its end never came');
  },
  async Accepted({ call: id, callee }, frame) {
    const { bench, call } = await ringing(id);
    await bench.push(frame);
    assert.equal(await call.accepted, call);
    assert.equal(call.state, 'connecting');
    assert.deepEqual(call.peer, { userId: callee.user, cid: callee.cid });
  },
  async Signalled({ call: id, from, signal }, frame) {
    const [[kind, text]] = Object.entries(signal);
    const { bench, call } = kind === 'answer' ? await ringing(id) : await accepted(id, from);
    if (kind === 'answer') await bench.push({ type: 'rtc:accepted', call_id: id, user_id: from.user, cid: from.cid });
    if (kind.startsWith('candidate')) call.receive({ description: OFFER });
    await quiet();
    await bench.push(frame);
    await quiet();
    const candidates = { candidate: (one) => [one], candidates: (all) => all }[kind]?.(json(text));
    if (candidates) return assert.deepEqual(call.pc.candidates, candidates);
    assert.deepEqual(call.pc.remoteDescription, json(text));
    return assert.equal(call.pc.signalingState, 'stable');
  },
  async Waiting({ call: id }, frame) {
    assert.deepEqual(await toldOf('waiting', await ringing(id), frame), [id]);
  },
  async Merged({ call: id, into, peer }, frame) {
    const { bench, call } = await ringing(id);
    await bench.push(frame);
    assert.equal(await call.accepted, call);
    assert.deepEqual([call.id, call.polite, call.peer], [into, true, { userId: peer.user, cid: peer.cid }]);
    assert.deepEqual(bench.client.calls, [call]);
  },
  async PeerSuspect({ call: id, peer }, frame) {
    assert.deepEqual(await toldOf('suspect', await accepted(id, peer), frame), [id]);
  },
  async PeerBack({ call: id, peer }, frame) {
    assert.deepEqual(await toldOf('back', await accepted(id, peer), frame), [id]);
  },
  async Moved({ call: id, peer }, frame) {
    const one = await accepted(id, { user: peer.user, cid: 'cid-before' });
    const before = one.call.pc;
    assert.deepEqual(await toldOf('moved', one, frame), [id]);
    assert.deepEqual(one.call.peer, { userId: peer.user, cid: peer.cid });
    assert.notEqual(one.call.pc, before);
  },
  async Taken({ call: id, peer, polite }, frame) {
    const bench = await rtcBench().online();
    const taking = bench.client.takeOver(id);
    await quiet();
    await bench.answer('move');
    await bench.push(frame);
    const call = await taking;
    assert.deepEqual([call.id, call.polite, call.peer], [id, polite, { userId: peer.user, cid: peer.cid }]);
    await quiet();
    assert.equal(bench.sent('signal').at(-1).description.type, 'offer');
  },
  async BlockedUsers({ users, on_busy }, frame) {
    const bench = await new Bench().online();
    assert.equal(await answered(bench, 'blocked', frame, (client) => callSettings(client).busyPolicy()), on_busy);
    assert.deepEqual(await answered(bench, 'blocked', frame, (client) => callSettings(client).blocked()), users);
  },
  async Closed({ call: id, reason, by, duration_ms }, frame) {
    const { bench, call } = await ringing(id);
    const ends = [];
    call.on('closed', (end) => ends.push(end));
    const refused = assert.rejects(call.accepted, { code: reason });
    await bench.push(frame);
    await bench.push(frame);
    await refused;
    const end = { reason, by: by === null ? undefined : { userId: by.user, cid: by.cid } };
    assert.deepEqual(ends, [{ ...end, durationMs: duration_ms < 0 ? undefined : duration_ms }]);
    assert.equal(call.state, 'closed');
    assert.deepEqual(bench.client.calls, []);
  },
  async CallPage({ calls, next, unseen }, frame) {
    const { log, answer } = await logged('calls', frame, (one) => one.calls());
    const rows = calls.map(({ record: { call, data_bytes, ended_by, answered, ...record }, outgoing, missed, seen }) => ({
      ...record,
      id: call,
      direction: outgoing ? 'outgoing' : 'incoming',
      answered: answered || null,
      durationMs: answered ? record.ended - answered : 0,
      endedBy: ended_by,
      dataBytes: data_bytes,
      missed,
      seen,
    }));
    assert.deepEqual(answer, { calls: rows, ...(next === null ? {} : { next }), unseen });
    assert.equal(log.unseen, unseen);
  },
  async CallsSeen({ unseen }, frame) {
    const { log, answer } = await logged('calls_seen', frame, (one) => {
      one.unseen = unseen + 1;
      return one.seen('call-1');
    });
    assert.equal(answer, undefined);
    assert.equal(log.unseen, unseen);
  },
  async CallTimeline({ lines }, frame) {
    const { answer } = await logged('call_timeline', frame, (one) => one.timeline(frame.call_id));
    assert.equal(answer.length, lines.length);
    for (const [at, { user, reason, ...line }] of lines.entries()) {
      const { text, reason: told, userId, ...seen } = answer[at];
      const { other: _, count: __, text: ___, ...same } = line;
      assert.deepEqual({ ...seen, userId, reason: told ?? null }, { ...same, userId: user, reason });
      // Where the line is not of a client's words, the server finds them.
      assert.equal(text, frame.lines[at].text);
    }
  },
  async MissedCalls({ unseen }, frame) {
    const bench = new Bench();
    const log = new CallLog(bench.client);
    const got = [];
    log.on('unseen', (n) => got.push(n));
    await bench.online();
    await bench.push(frame);
    assert.deepEqual(got, [unseen]);
  },
};
