import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CallLog } from '../js/call-log.js';
import { callSettings } from '../js/call-settings.js';
import { decode } from '../js/frames.js';
import { History } from '../js/history.js';
import { State } from '../js/state.js';
import { settle } from './support/clock.js';
import { Bench, roster } from './support/server.js';
import { quiet, rtcBench } from './support/switchboard.js';
import { contentOf, json, long, nameOf, vectors, wire } from './support/vectors.js';

const OFFER = { type: 'offer', sdp: 'of the other side' };

const memberOf = ({ cid, user, meta }) => ({ cid, userId: user, meta: json(meta) });

/** Asks, and gives the question the vector's answer under the id it was asked with. */
async function answered(bench, type, frame, ask) {
  const asking = ask(bench.client);
  const { id: _, type: __, ...fields } = frame;
  await bench.answer(type, fields);
  return asking;
}

/** The events of a type that a frame leads to, in a client that is in the given group. */
async function told(type, frame, group) {
  const bench = await new Bench().online();
  if (group) {
    const joining = bench.client.join(group.name);
    await bench.answer('join', { group: group.name, complete: true, ...group });
    await joining;
  }
  const got = [];
  bench.client.on(type, (event) => got.push(event));
  await bench.push(frame);
  return got;
}

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

/** A member of a group that keeps its messages, who wants them all. */
async function kept(group) {
  const bench = await new Bench().online();
  const history = new History(bench.client);
  const joining = bench.client.join(group, { history });
  await bench.answer('join', { group, version: 1, complete: true, members: [], position: { epoch: 'e', offset: 0 } });
  await joining;
  return { history, bench };
}

/** What the app's log of calls makes of the answer to a question. */
async function logged(type, frame, ask) {
  const bench = await new Bench().online();
  const log = new CallLog(bench.client);
  return { log, answer: await answered(bench, type, frame, () => ask(log)) };
}

async function stateOf(group) {
  const bench = await new Bench().online();
  return { bench, state: new State(bench.client, await bench.joined(group)) };
}

const valueOf = ({ key, value, version, expires_at: expiresAt, owner: cid }) => [key, { value: json(value), version, expiresAt, cid }];

/** What an app sees of each event. */
const sees = {
  async Welcome({ id, cid, user, epoch, server_time, expires_at, limits, features, ping_interval_ms, ice, continuity }, frame) {
    const bench = rtcBench();
    const connecting = bench.client.connect();
    await settle();
    bench.socket.accept();
    bench.socket.push(frame);
    const welcome = await connecting;
    const { token, grace_ms: graceMs, resumed, recovered, sent } = continuity ?? { grace_ms: 0, resumed: false };
    const times = { serverTime: server_time, expiresAt: expires_at };
    // Of a session that is new nothing was lost, and there was nothing to recover.
    const goesOn = { graceMs, resumed, recovered: resumed && recovered };
    assert.deepEqual(welcome, { cid, userId: long(user), epoch, ...times, limits, features, ...goesOn });
    assert.deepEqual(bench.client.welcome, welcome);
    assert.deepEqual(bench.client.status, { state: 'online', cid, userId: user });
    await bench.clock.advance(ping_interval_ms);
    assert.equal(bench.sent('ping').length, 1, 'silence is broken after the interval');
    bench.client.call({ cid: 'cid-b' }).catch(() => {});
    await quiet();
    await bench.answer('call', { call_id: 'c1' });
    assert.deepEqual(bench.client.calls[0].pc.configuration.iceServers, ice === null ? [] : json(ice.json));
    assert.equal(id === null || frame.id === id, true);
    bench.socket.end();
    await bench.clock.advance(6_000);
    // The answer to the call came on top of what the server had sent before.
    const resume = continuity ? [`resume.${sent + 1}.${token}`] : [];
    assert.deepEqual(bench.socket.protocols, ['ringway.v1', 'bearer.a.b.c', ...resume]);
  },
  async Kept(_, frame) {
    const bench = await new Bench().online({ resume: 'one', grace_ms: 10_000, resumed: false });
    const turn = (hidden) => {
      bench.document.hidden = hidden;
      bench.document.dispatchEvent(new Event('visibilitychange'));
    };
    turn(true);
    const { id: __, type: ___, ...fields } = frame;
    await bench.answer('background', fields);
    turn(true);
    assert.deepEqual(bench.sent('background').map(({ on }) => on), [true], 'it is said once');
    turn(false);
    assert.deepEqual(bench.sent('background').map(({ on }) => on), [true, false]);
    assert.deepEqual(bench.reported, []);
  },
  async Done(_, frame) {
    const bench = await new Bench().online();
    const group = await bench.joined('lobby');
    assert.equal(await answered(bench, 'leave', frame, () => group.leave()), undefined);
    assert.equal(group.state, 'left');
    assert.deepEqual(bench.client.joined, []);
  },
  async Joined({ group, version, complete, members }, frame) {
    const bench = await new Bench().online();
    const joined = await answered(bench, 'join', frame, (client) => client.join(nameOf(group)));
    assert.equal(joined.name, nameOf(group));
    assert.deepEqual([...joined.members.values()], members.map(memberOf));
    await bench.clock.advance(500);
    assert.equal(bench.sent('members').length, complete ? 0 : 1, 'a roster with gaps is asked for again');
    await nextIs(bench, joined, version + 1);
  },
  async Transferred({ from, joined: { group, version, members } }, frame) {
    const bench = await new Bench().online();
    const before = from && (await bench.joined(from, [['x', 'x']], { version: 40 }));
    const told = [];
    bench.client.on('moved', (move) => told.push(move));
    before?.on('moved', (name) => told.push(name));
    await bench.push(frame);
    const { group: handle } = told.at(-1);
    assert.deepEqual(told, from ? [from, { group: before, from }] : [{ group: handle, from: undefined }]);
    assert.deepEqual([handle.name, handle.state], [nameOf(group), 'joined']);
    assert.deepEqual([...handle.members.values()], members.map(memberOf));
    await nextIs(bench, handle, version + 1);
  },
  async Updated({ version }, frame) {
    const bench = await new Bench().online();
    const group = await bench.joined('lobby', [], { version: version - 1 });
    assert.equal(await answered(bench, 'update', frame, () => group.update('mine')), undefined);
    assert.equal(group.members.get(bench.client.cid).meta, 'mine');
    await nextIs(bench, group, version + 1);
  },
  async Delivered({ connections, pushed }, frame) {
    const bench = await new Bench().online();
    const group = await bench.joined('lobby');
    const told = { delivered: connections, ...(pushed === undefined ? {} : { pushed }) };
    assert.deepEqual(await answered(bench, 'publish', frame, () => group.publish(1)), told);
    assert.deepEqual(await answered(bench, 'send', frame, ({ send }) => send.call(bench.client, { userId: 'eve' }, 1)), told);
  },
  async Roster({ group, version, members }, frame) {
    const bench = await new Bench().online();
    assert.deepEqual(await answered(bench, 'members', frame, (client) => client.members(nameOf(group))), members.map(memberOf));
    if (version < 0) return;
    // A member that found a gap asks for the same: what was missed is told, and numbers go on from there.
    const handle = await bench.joined(nameOf(group), [], { version: version - 5 });
    const seen = [];
    handle.on('joined', (one) => seen.push(one));
    await bench.push({ type: 'notice', code: 'USER_LEFT', group: nameOf(group), version, user_id: 'x', cid: 'cid-x' });
    const { id: _, type: __, ...fields } = frame;
    await bench.answer('members', fields);
    assert.deepEqual(seen, members.map(memberOf));
    await nextIs(bench, handle, version + 1);
  },
  async MemberPage({ group, total, next }, frame) {
    const bench = await new Bench().online();
    const page = await answered(bench, 'members', frame, (client) => client.ask('members', { group: nameOf(group), limit: 1 }));
    assert.deepEqual([page.total, page.next], [total, next]);
  },
  async GroupList({ groups, next }, frame) {
    const bench = await new Bench().online();
    const page = await answered(bench, 'groups', frame, (client) => client.groups());
    assert.deepEqual(page, { groups: groups.map(({ group, name, members }) => ({ group: nameOf(group ?? name), members })), ...(next === null ? {} : { next: long(next) }) });
  },
  async Refreshed(_, frame) {
    const bench = await new Bench({ token: () => 'd.e.f' }).online();
    const errors = [];
    bench.client.on('error', (error) => errors.push(error));
    await bench.push({ type: 'token_expiring', expires_at: 1 });
    const { id: __, type: ___, ...fields } = frame;
    await bench.answer('refresh', fields);
    assert.deepEqual(errors, []);
    assert.equal(bench.sent('refresh').length, 1);
  },
  async Pong(_, frame) {
    const bench = await new Bench().online();
    bench.window.dispatchEvent(new Event('online'));
    await settle();
    const ping = bench.sent('ping').at(-1);
    await bench.push({ ...frame, id: ping.id });
    await bench.clock.advance(5_000);
    assert.equal(bench.client.status.state, 'online', 'an answered ping keeps the connection');
  },
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
  async Failed({ id, code, message, retry_after_ms }, frame) {
    const bench = await new Bench().online();
    const errors = [];
    bench.client.on('error', (error) => errors.push(error));
    if (id === null) await bench.push(frame);
    else {
      const sending = bench.client.send({ userId: 'eve' }, 1).catch((error) => errors.push(error));
      await bench.push({ ...frame, id: bench.sent('send').at(-1).id });
      await sending;
    }
    const [error] = errors;
    assert.equal(errors.length, 1);
    assert.deepEqual(
      [error.code, error.message, error.temporary, error.retryAfterMs],
      [code, message, frame.temporary, retry_after_ms || undefined],
    );
  },
  async Notice({ group, version, change }, frame) {
    const [[kind, member]] = Object.entries(change);
    // A member that is suspected, or back, is in the roster all the time: that takes no version.
    const stays = kind === 'suspected' || kind === 'back';
    const before = kind === 'joined' ? [] : [[member.cid, member.user, kind === 'left' || stays ? json(member.meta) : 'before']];
    const roll = { version: stays ? version : version - 1, members: roster(...before) };
    const [event, ...more] = await told('presence', frame, { name: nameOf(group), ...roll });
    // Why somebody left matters to himself alone.
    const code = frame.code === 'GROUP_CLOSED' ? 'USER_LEFT' : frame.code;
    assert.deepEqual(event, { code, group: nameOf(group), member: memberOf(member), synced: false });
    assert.deepEqual(more, []);
  },
  async Notices({ group, since, version, changes }, frame) {
    const bench = await new Bench().online();
    const gone = changes.flatMap(({ left }) => (left ? [[left.cid, left.user, json(left.meta)]] : []));
    const handle = await bench.joined(nameOf(group), gone, { version: since });
    const got = [];
    bench.client.on('presence', ({ code, member }) => got.push([code, member]));
    await bench.push(frame);
    assert.deepEqual(got, frame.steps.map(({ code }, i) => [code, memberOf(Object.values(changes[i])[0])]));
    await nextIs(bench, handle, version + 1);
  },
  async Count({ group, version, members, partial }, frame) {
    const bench = await new Bench().online();
    const handle = await bench.joined(nameOf(group), [['x', 'x']]);
    const counts = [];
    handle.on('count', (size) => counts.push(size));
    await bench.push(frame);
    assert.deepEqual([counts, handle.size, handle.partial, handle.members.size], [[members], members, true, 1]);
    await bench.clock.advance(5_000);
    assert.equal(bench.sent('members').length, partial ? 0 : 1);
    if (partial) await nextIs(bench, handle, version + 1);
  },
  async GroupMessage({ group, from, content }, frame) {
    const got = await told('message', frame, { name: frame.group, version: 1, members: [] });
    assert.deepEqual(got, [{ group: nameOf(group), userId: from.user, cid: from.cid, content: contentOf(content) }]);
  },
  async HistoryPage({ messages, more }, frame) {
    const { history, bench } = await kept(frame.group);
    const page = await answered(bench, 'history', frame, () => history.page());
    const seen = messages.map(({ from, content, ...rest }) => ({ ...rest, group: frame.group, userId: from.user, cid: from.cid, content: contentOf(content) }));
    assert.deepEqual(page, { messages: seen, more });
  },
  async State({ entries }, frame) {
    const { bench, state } = await stateOf(frame.group);
    await answered(bench, 'state', frame, () => state.read());
    assert.deepEqual([...state.entries], entries.map(valueOf));
  },
  async StateSaved({ version }, frame) {
    const { bench, state } = await stateOf('lobby');
    assert.equal(await answered(bench, 'state_set', frame, () => state.set('key', 1)), version);
  },
  async StateChanged({ group, entry }, frame) {
    const { bench, state } = await stateOf(nameOf(group));
    await bench.push({ type: 'state', group: nameOf(group), key: entry.key, value: 'before', version: 1, expires_at: 1 });
    await bench.push(frame);
    assert.deepEqual([...state.entries], entry.value === null ? [] : [valueOf(entry)]);
  },
  async StateTold({ group, entries }, frame) {
    const { bench, state } = await stateOf(nameOf(group));
    await bench.push({ type: 'state', group: nameOf(group), key: 'before', value: 1, version: 1, expires_at: 1 });
    await bench.push(frame);
    assert.deepEqual([...state.entries], entries.map(valueOf));
  },
  async Interrupted(_, frame) {
    const { history, bench } = await kept(frame.group);
    const gaps = [];
    history.on('gap', (position) => gaps.push(position));
    await bench.push(frame);
    assert.deepEqual(gaps, [frame.position]);
  },
  async Relayed({ group, from, content }, frame) {
    const got = await told('relay', frame, { name: frame.group, version: 1, members: [] });
    assert.deepEqual(got, [{ group: nameOf(group), userId: from.user, cid: from.cid, content: contentOf(content) }]);
    assert.deepEqual(await told('message', frame), [], 'it is not for the whole group');
  },
  async PrivateMessage({ from, content }, frame) {
    const got = await told('private', frame);
    assert.deepEqual(got, [{ userId: from.user, cid: from.cid, content: contentOf(content) }]);
  },
  async TokenExpiring(_, frame) {
    let asked = 0;
    const bench = await new Bench({ token: () => `a.b.${++asked}` }).online();
    await bench.push(frame);
    assert.equal(bench.sent('refresh').at(-1).token, 'a.b.2');
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
    if (candidates) return assert.deepEqual(call.pc.candidates, candidates.map((one) => one ?? undefined));
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
  async BlockedUsers({ users }, frame) {
    const bench = await new Bench().online();
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

/** A notice of the next version is taken without a question: nothing is missing before it. */
async function nextIs(bench, group, version) {
  const asked = bench.sent('members').length;
  const seen = [];
  group.on('joined', (member) => seen.push(member.userId));
  await bench.push({ type: 'notice', code: 'USER_JOINED', group: group.name, version, user_id: 'next', cid: 'cid-next', meta: null });
  assert.deepEqual(seen, ['next']);
  assert.equal(bench.sent('members').length, asked);
}

for (const vector of vectors('events')) {
  test(`sees: ${vector.name}`, async () => {
    await sees[vector.means.event](vector.means, decode(wire(vector)));
  });
}
