import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CallLog } from '../js/call-log.js';
import { History } from '../js/history.js';
import { State } from '../js/state.js';
import { reportCalls } from '../js/call-reports.js';
import { callSettings } from '../js/call-settings.js';
import { decode, encode } from '../js/frames.js';
import { settle } from './support/clock.js';
import { FakePeer } from './support/rtc.js';
import { Bench } from './support/server.js';
import { quiet, rtcBench } from './support/switchboard.js';
import { contentOf, json, long, vectors, wire } from './support/vectors.js';

/** What the shim never says, and why; every other vector it must make. */
const NEVER = {
  'join without an id': 'every request of the shim wants its answer',
  'ping without an id': 'every request of the shim wants its answer',
  'content: an exponent beyond doubles': 'JavaScript has no such number',
  'the longest number': 'JavaScript has no such number',
  'hello with a publishable key and a user id': 'whom a key lets in the server names',
  'accept with an answer': 'the offer comes after the accept, and its answer as a signal',
  'signal a rollback': 'the polite side gives way without a word',
  'signal the end of candidates': 'the browser at the other side finds it out by itself',
  'decline on all devices': 'a decline that names no scope is for all of them',
  'hang up for no other reason': 'a hang-up that gives no reason is one',
  'report a failure, in one line': 'it has words of its own for a failure, and they are one line',
};

/** Its description is always the one of the vector. */
const peerThatSays = (description) =>
  class extends FakePeer {
    async setLocalDescription() {
      await super.setLocalDescription();
      this.localDescription = { ...this.localDescription, sdp: description?.sdp ?? this.localDescription.sdp };
      if (this.signalingState === 'stable') this.currentLocalDescription = this.localDescription;
    }
  };

const PEER = { user_id: 'bob', cid: 'cid-b' };

/** A client in a call of that id, which it has accepted, and that is negotiated. */
async function inCall(call_id, description) {
  const bench = await rtcBench({ platform: { RTCPeerConnection: peerThatSays(description) } }).online();
  await bench.push({ type: 'rtc:incoming', call_id, ...PEER });
  const call = await bench.incoming;
  const accepting = call.accept();
  await bench.answer('accept');
  await accepting;
  await bench.push({ type: 'rtc:signal', call_id, ...PEER, description: { type: 'offer', sdp: 'of the caller' } });
  await quiet();
  return { bench, call };
}

async function calling({ offer, data, options: { timeout_ms, on_busy }, ...to }) {
  const description = json(offer?.offer);
  const bench = await rtcBench({ platform: { RTCPeerConnection: peerThatSays(description) } }).online();
  const how = { ...(timeout_ms && { timeoutMs: timeout_ms }), ...(on_busy && { onBusy: on_busy }) };
  bench.client.call({ ...to, ...how, ...(data === null ? {} : { data: json(data) }) }).catch(() => {});
  await quiet();
  return bench;
}

const online = () => new Bench().online();

/** A peer connection whose way goes through candidates of these kinds. */
const peerThrough = ({ local, remote }) =>
  class extends FakePeer {
    async getStats() {
      return new Map([
        ['pair', { type: 'candidate-pair', nominated: true, state: 'succeeded', localCandidateId: 'l', remoteCandidateId: 'r' }],
        ['l', { type: 'local-candidate', candidateType: local }],
        ['r', { type: 'remote-candidate', candidateType: remote }],
      ]);
    }
  };

/** What is asked of a group's state. */
async function ofState(group, ask) {
  const bench = await online();
  ask(new State(bench.client, await bench.joined(group)));
  return bench;
}

/** Says something about calls to its user. */
async function setting(say) {
  const bench = await online();
  say(callSettings(bench.client));
  return bench;
}

/** Has been given a session that can be resumed, and this many frames of it, the last of them just before the break. */
async function interrupted({ token: resume, received }, options) {
  const bench = await new Bench(options).online({ resume, grace_ms: 10_000, resumed: false });
  for (let i = 0; i < received; i++) await bench.push({ type: 'private', user_id: 'bob', cid: 'cid-b', content: i });
  bench.socket.end();
  return bench;
}

/** Its first handshake is refused, so the second says in a frame what it has to say. */
async function refused(bench) {
  await bench.clock.advance(6_000);
  bench.socket.end();
  await bench.clock.advance(6_000);
  bench.socket.accept();
  return bench;
}

async function member(group) {
  const bench = await online();
  return { bench, handle: await bench.joined(long(group)) };
}

const shown = ({ title, body, data, always }) => ({ title, body, ...(data && { data: json(data) }), ...(always && { always }) });

/** Makes a client say what a command means, and answers with the bench whose socket carried it. */
const says = {
  async Hello({ token, resume }) {
    if (resume) return refused(await interrupted(resume, { token }));
    const bench = new Bench({ token });
    bench.client.connect();
    return refused(bench);
  },
  async HelloKey({ key, resume }) {
    if (resume) return refused(await interrupted(resume, { token: undefined, key }));
    const bench = new Bench({ token: undefined, key });
    bench.client.connect();
    return refused(bench);
  },
  async Join({ group, meta }) {
    const bench = await online();
    bench.client.join(long(group), meta === null ? {} : { meta: json(meta) });
    return bench;
  },
  async Leave({ group }) {
    const { bench, handle } = await member(group);
    handle.leave();
    return bench;
  },
  async Update({ group, meta }) {
    const { bench, handle } = await member(group);
    handle.update(json(meta));
    return bench;
  },
  async Publish({ group, content, notification }) {
    const { bench, handle } = await member(group);
    if (notification) bench.client.ask('publish', { group, content: contentOf(content), notification: shown(notification) });
    else handle.publish(contentOf(content));
    return bench;
  },
  async SendUser({ user_id, content, notification }) {
    const bench = await online();
    if (notification) bench.client.ask('send', { user_id, content: contentOf(content), notification: shown(notification) });
    else bench.client.send({ userId: long(user_id) }, contentOf(content));
    return bench;
  },
  async SendCid({ cid, content }) {
    const bench = await online();
    bench.client.send({ cid }, contentOf(content));
    return bench;
  },
  async Relay({ group, cid, content }) {
    const bench = await online();
    bench.client.relay(long(group), cid, contentOf(content));
    return bench;
  },
  async Members({ group, limit, after }) {
    const bench = await online();
    if (limit) bench.client.ask('members', { group: long(group), limit, after });
    else bench.client.members(long(group));
    return bench;
  },
  async Groups({ prefix, limit, after }, { type: _, id: __, ...asked }) {
    const bench = await online();
    // What a page is by default the server knows: it need not be said.
    const query = { prefix: long(prefix), limit, after: long(after) };
    bench.client.groups(Object.fromEntries(Object.keys(asked).map((name) => [name, query[name]])));
    return bench;
  },
  async Refresh({ token }) {
    const bench = await new Bench({ token: () => token }).online();
    await bench.push({ type: 'token_expiring', expires_at: 1 });
    return bench;
  },
  async Ping() {
    const bench = await online();
    await bench.clock.advance(20_000);
    return bench;
  },
  async Background({ on }) {
    const bench = await new Bench().online({ resume: 'one', grace_ms: 10_000, resumed: false });
    for (const hidden of on ? [true] : [true, false]) {
      bench.document.hidden = hidden;
      bench.document.dispatchEvent(new Event('visibilitychange'));
      await bench.answer('background', { grace_ms: 120_000 });
    }
    return { socket: { sent: bench.sent('background') } };
  },
  CallCid: ({ cid, offer, data, options }) => calling({ cid, offer, data, options }),
  CallUser: ({ user_id, offer, data, options }) => calling({ userId: long(user_id), offer, data, options }),
  async Accept({ call }) {
    const bench = await rtcBench().online();
    await bench.push({ type: 'rtc:incoming', call_id: call, ...PEER });
    (await bench.incoming).accept();
    await quiet();
    return bench;
  },
  async SendSignal({ call: id, signal }) {
    const [[kind, text]] = Object.entries(signal);
    const { bench, call } = await inCall(id, json(text));
    if (kind.startsWith('candidate')) {
      for (const candidate of [json(text)].flat()) call.pc.fire('icecandidate', { candidate });
      await bench.clock.advance(50);
    }
    if (kind === 'offer') call.restart();
    // The answer went out with the first offer.
    await quiet();
    return bench;
  },
  async Hangup({ call: id, this_device_only: device, failed }) {
    if (device) {
      const bench = await rtcBench().online();
      await bench.push({ type: 'rtc:incoming', call_id: id, ...PEER });
      (await bench.incoming).decline({ device });
      return bench;
    }
    const { bench, call } = await inCall(id);
    if (!failed) call.hangup();
    for (let i = 0; failed && call.state !== 'closed' && i < 20; i++) {
      await bench.clock.advance(3_000);
      await bench.push({ type: 'ice', iceServers: [], expiresAt: 1 });
    }
    return bench;
  },
  async Move({ call }) {
    const bench = await rtcBench().online();
    bench.client.takeOver(call);
    await quiet();
    return bench;
  },
  Block: ({ user_id }) => setting((settings) => settings.block(user_id)),
  Unblock: ({ user_id }) => setting((settings) => settings.unblock(user_id)),
  Blocked: () => setting((settings) => settings.blocked()),
  OnBusy: ({ policy }) => setting((settings) => settings.onBusy(policy)),
  async Calls({ limit, after }, { type: _, id: __, ...asked }) {
    const bench = await online();
    // How long a page is by default the server knows, too.
    const query = { limit, after };
    new CallLog(bench.client).calls(Object.fromEntries(Object.keys(asked).map((name) => [name, query[name]])));
    return bench;
  },
  async History({ group, is_after, offset, limit }, { type: _, id: __, group: ___, ...asked }) {
    const bench = await online();
    const history = new History(bench.client);
    bench.client.join(group, { history });
    // The server knows the rest.
    const query = { limit, [is_after ? 'after' : 'before']: offset };
    history.page(Object.fromEntries(Object.keys(asked).map((name) => [name, query[name]])));
    return bench;
  },
  async Admit({ group, participant: participant_id, accept }) {
    const bench = await online();
    // To let in is what is meant where nothing is said.
    bench.client.ask('admit', { group, participant_id, ...(accept ? {} : { accept }) });
    return bench;
  },
  ReadState: ({ group }) => ofState(group, (state) => state.read()),
  SetState: ({ group, key, value, ttl_millis, is_own }) =>
    ofState(group, (state) => state.set(key, JSON.parse(value), { ttl: ttl_millis / 1_000 || undefined, session: is_own || undefined })),
  DeleteState: ({ group, key }) => ofState(group, (state) => state.delete(key)),
  async CallsSeen({ call }) {
    const bench = await online();
    new CallLog(bench.client).seen(call);
    return bench;
  },
  async CallTimeline({ call }) {
    const bench = await online();
    new CallLog(bench.client).timeline(call);
    return bench;
  },
  async CallReport({ call: call_id, report }) {
    const bench = await rtcBench({ platform: { RTCPeerConnection: peerThrough(report) } }).online();
    reportCalls(bench.client);
    await bench.push({ type: 'rtc:incoming', call_id, ...PEER });
    const call = await bench.incoming;
    const accepting = call.accept();
    await bench.answer('accept');
    await accepting;
    call.pc.path(report.state);
    await quiet();
    return bench;
  },
};

const requests = vectors('requests');

for (const vector of requests.filter(({ name }) => !(name in NEVER))) {
  test(`asks for: ${vector.name}`, async () => {
    const { means } = vector;
    const expected = stated(decode(wire(vector)));
    const bench = await says[means.command](means, expected);
    await settle();
    const { id, ...frame } = bench.socket.sent.at(-1);
    assert.equal(Number.isSafeInteger(id), true);
    assert.equal(id >= 0, true);
    if (means.command === 'SendSignal') return assert.deepEqual(together(frame), together(expected));
    if (!('offer' in means) || means.offer !== null) return assert.deepEqual(frame, expected);
    // The shim always has an offer ready.
    const { description, ...rest } = frame;
    assert.equal(description.type, 'offer');
    return assert.deepEqual(rest, expected);
  });
}

/** A signal's candidates as one list: one alone says the same; of the end of them the shim never speaks. */
const together = ({ candidate, candidates = [candidate], ...frame }) => ({ ...frame, candidates: candidates.filter(Boolean) });

/** The fields of each request; the server ignores every other. */
const FIELDS = {
  join: ['group', 'meta'],
  publish: ['group', 'content', 'notification'],
};

/** A vector's frame without its id, without fields that nobody reads, and without a null that says what silence says. */
function stated({ id: _, ...frame }) {
  const known = FIELDS[frame.type] ? ['type', ...FIELDS[frame.type]] : Object.keys(frame);
  return Object.fromEntries(
    known.filter((name) => name in frame && !(frame.type === 'join' && frame[name] === null)).map((name) => [name, frame[name]]),
  );
}

test('what the shim never says is in the vectors', () => {
  const names = new Set(requests.map(({ name }) => name));
  assert.deepEqual(Object.keys(NEVER).filter((name) => !names.has(name)), []);
});

test('the vectors of requests are made equal again by this codec', () => {
  for (const vector of requests) {
    if (NEVER[vector.name] === 'JavaScript has no such number') continue;
    const frame = decode(wire(vector));
    const again = encode(frame);
    assert.deepEqual(decode(typeof again === 'string' ? again : again.buffer), frame, vector.name);
  }
});
