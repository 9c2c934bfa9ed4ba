import assert from 'node:assert/strict';
import { test } from 'node:test';
import { callSettings } from '../js/call-settings.js';
import { setTrack } from '../js/call-tracks.js';
import { settle } from './support/clock.js';
import { FakeChannel, FakePeer, FakeStream, FakeTrack } from './support/rtc.js';
import { Switchboard, connected, quiet, rtcBench } from './support/switchboard.js';

const OFFER = { type: 'offer', sdp: 'of the caller' };
const candidate = (text) => ({ candidate: text, sdpMid: '0' });
const frames = (bench, type) => bench.sent(type).map(({ id: _, ...frame }) => frame);

/** A bench that is being rung. */
async function rung(more = {}) {
  const bench = await rtcBench().online();
  await bench.push({ type: 'rtc:incoming', call_id: 'c1', user_id: 'bob', cid: 'cid-b', ...more });
  return { bench, call: await bench.incoming };
}

const signal = (bench, fields) => bench.push({ type: 'rtc:signal', call_id: 'c1', user_id: 'bob', cid: 'cid-b', ...fields });

/** A bench that rings, with the call's id known. */
async function ringing(options = {}) {
  const bench = await rtcBench().online();
  const calling = bench.client.call({ cid: 'cid-b', ...options });
  await quiet();
  await bench.answer('call', { call_id: 'c1' });
  return { bench, call: await calling };
}

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

test('a callee without media offers nothing of his own before the first offer', async () => {
  const { bench, call } = await rung();
  const accepting = call.accept({ media: { audio: true, video: true } });
  await quiet();
  await bench.answer('accept');
  await accepting;
  await quiet();
  assert.deepEqual(frames(bench, 'signal'), []);
  await signal(bench, { description: OFFER });
  await quiet();
  assert.deepEqual(frames(bench, 'signal').map((frame) => frame.description.type), ['answer']);
});

test('candidates before their description wait for it, in order', async () => {
  const { bench, call } = await rung();
  const accepting = call.accept();
  await quiet();
  await bench.answer('accept');
  await accepting;
  await signal(bench, { candidate: candidate('one') });
  await signal(bench, { candidate: candidate('two') });
  await signal(bench, { candidate: null });
  await quiet();
  assert.deepEqual(call.pc.candidates, []);
  await signal(bench, { description: OFFER });
  await signal(bench, { candidate: candidate('three') });
  await quiet();
  assert.deepEqual(call.pc.candidates.map((one) => one?.candidate), ['one', 'two', undefined, 'three']);
  assert.deepEqual(bench.reported, []);
});

test('glare: both offer at once, the callee gives way, both end stable', async () => {
  const { board, call, incoming } = await connected();
  board.signals.length = 0;
  call.pc.addTrack(new FakeTrack('video'));
  incoming.pc.addTrack(new FakeTrack('audio'));
  await quiet();
  await quiet();
  assert.equal(call.pc.signalingState, 'stable');
  assert.equal(incoming.pc.signalingState, 'stable');
  assert.deepEqual(board.signals.slice(0, 2).sort(), [['cid-a', 'offer'], ['cid-b', 'offer']]);
  const offers = board.signals.filter(([, kind]) => kind === 'offer').map(([from]) => from);
  const answers = board.signals.filter(([, kind]) => kind === 'answer').map(([from]) => from);
  assert.deepEqual(offers, ['cid-a', 'cid-b', 'cid-b'], 'the callee offers again after it gave way');
  assert.deepEqual(answers, ['cid-b', 'cid-a']);
  assert.equal(call.pc.rolledBack, false);
});

test('candidates of an offer that lost are no error', async () => {
  const { ada, call } = await connected();
  call.pc.signalingState = 'have-local-offer';
  call.receive({ description: { type: 'offer', sdp: 'lost' } });
  call.receive({ candidate: candidate('bad') });
  await quiet();
  assert.deepEqual(ada.reported, []);
});

test('a stray answer is ignored', async () => {
  const { ada, call } = await connected();
  call.receive({ description: { type: 'answer', sdp: 'stray' } });
  await quiet();
  assert.equal(call.state, 'connected');
  assert.deepEqual(ada.reported, []);
});

test('a candidate that cannot be used is reported, a description that cannot ends the call', async () => {
  const { ada, call, incoming } = await connected();
  call.receive({ candidate: candidate('bad') });
  await quiet();
  assert.equal(ada.reported.length, 1);
  assert.equal(call.state, 'connected');
  call.receive({ description: { type: 'offer', sdp: 'bad' } });
  await quiet();
  assert.equal(call.state, 'closed');
  assert.equal(incoming.state, 'closed');
});

test('a broken path is restarted, and may come back', async () => {
  const { ada, board, call } = await connected();
  board.signals.length = 0;
  call.pc.path('failed');
  await quiet();
  assert.equal(call.state, 'reconnecting');
  assert.equal(call.pc.restarts, 1);
  assert.deepEqual(board.signals, [['cid-a', 'offer'], ['cid-b', 'answer']]);
  call.pc.path('connected');
  assert.equal(call.state, 'connected');
  await ada.clock.advance(60_000);
  assert.equal(call.state, 'connected');
});

test('a path that is only interrupted is given time before it is restarted', async () => {
  const { ada, call } = await connected();
  call.pc.path('disconnected');
  await ada.clock.advance(2_900);
  assert.equal(call.pc.restarts, 0);
  await ada.clock.advance(200);
  assert.equal(call.pc.restarts, 1);
});

test('a path that does not come back ends the call on both sides', async () => {
  const { ada, call, incoming } = await connected();
  const reasons = [];
  call.on('closed', ({ reason }) => reasons.push(reason));
  incoming.on('closed', ({ reason }) => reasons.push(reason));
  call.pc.path('failed');
  for (let i = 0; i < 4; i++) {
    await ada.clock.advance(4_900);
    await ada.push({ type: 'ice', iceServers: [], expiresAt: 1 });
  }
  await ada.clock.advance(1_000);
  await quiet();
  assert.equal(reasons[0], 'failed');
  assert.equal(reasons.length, 2);
});

test('a path that fails again and again is not given new time each time', async () => {
  const { ada, call } = await connected();
  for (let i = 0; i < 5 && call.state !== 'closed'; i++) {
    call.pc.path('failed');
    call.pc.path('connecting');
    await ada.clock.advance(4_500);
    await ada.push({ type: 'ice', iceServers: [], expiresAt: 1 });
  }
  assert.equal(call.pc.restarts, 5);
  assert.equal(call.state, 'closed');
});

test('a call that was accepted and finds no way ends', async () => {
  const { bench, call } = await ringing();
  const failed = assert.rejects(call.connected, { code: 'failed' });
  await bench.push({ type: 'rtc:accepted', call_id: 'c1', user_id: 'bob', cid: 'cid-b' });
  assert.equal(call.state, 'connecting');
  for (let i = 0; i < 4; i++) {
    await bench.clock.advance(8_000);
    await bench.push({ type: 'ice', iceServers: [], expiresAt: 1 });
  }
  await failed;
  assert.deepEqual(frames(bench, 'hangup'), [{ type: 'hangup', call_id: 'c1', reason: 'failed' }]);
});

test('another network makes every call look for its way anew', async () => {
  const { ada, call } = await connected();
  ada.window.dispatchEvent(new Event('online'));
  assert.equal(call.pc.restarts, 1);
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

test('a camera that cannot be had is a declared error, and nobody is rung', async () => {
  const cases = { NotAllowedError: 'media_denied', NotFoundError: 'device_not_found', NotReadableError: 'device_busy', TypeError: 'media_failed' };
  for (const [name, code] of Object.entries(cases)) {
    const bench = await rtcBench().online();
    bench.deviceError = Object.assign(new Error('no'), { name });
    await assert.rejects(bench.client.call({ cid: 'cid-b', media: { audio: true } }), { code, message: `${name}: no` });
    assert.equal(bench.sent('call').length, 0);
  }
  const insecure = await rtcBench({ platform: { mediaDevices: undefined } }).online();
  await assert.rejects(insecure.client.call({ cid: 'cid-b', media: { audio: true } }), { code: 'not_supported' });
});

test('a callee whose camera cannot be had may still accept without', async () => {
  const { bench, call } = await rung();
  bench.deviceError = Object.assign(new Error('no'), { name: 'NotAllowedError' });
  await assert.rejects(call.accept({ media: { video: true } }), { code: 'media_denied' });
  assert.equal(call.state, 'ringing');
  const accepting = call.accept();
  await quiet();
  await bench.answer('accept');
  assert.equal(await accepting, call);
  assert.equal(call.state, 'connecting');
});

test('a ring that ends while the camera opens gives the camera back', async () => {
  const { bench, call } = await rung();
  const accepting = assert.rejects(call.accept({ media: { video: true } }), { code: 'call_closed' });
  bench.socket.push({ type: 'rtc:closed', call_id: 'c1', reason: 'answered_elsewhere' });
  await accepting;
  assert.equal(bench.opened[0].getTracks()[0].readyState, 'ended');
  assert.equal(bench.sent('accept').length, 0);
});

test('a stream of the app is not stopped, and another call keeps its tracks', async () => {
  const board = new Switchboard();
  const ada = await board.add('cid-a', 'ada');
  const [bob, eve] = [await board.add('cid-b', 'bob'), await board.add('cid-e', 'eve')];
  const mine = new FakeStream([new FakeTrack('video')]);
  const one = await ada.client.call({ cid: 'cid-b', media: mine });
  const two = await ada.client.call({ cid: 'cid-e', media: { audio: true } });
  await (await bob.incoming).accept();
  await (await eve.incoming).accept();
  await quiet();
  await one.hangup();
  await quiet();
  assert.equal(mine.getTracks()[0].readyState, 'live');
  assert.equal(two.media.getTracks()[0].readyState, 'live');
  assert.equal(two.state, 'connecting');
  await two.hangup();
  assert.equal(two.media.getTracks()[0].readyState, 'ended');
});

test('an end takes every listener off, closes the channels and stops the clock', async () => {
  const { ada, call } = await connected({ channels: ['text-chat'] });
  const { pc } = call;
  const channel = call.channels.get('text-chat');
  call.pc.path('disconnected');
  await call.hangup();
  await quiet();
  assert.equal(channel.readyState, 'closed');
  assert.equal(pc.signalingState, 'closed');
  const sent = ada.socket.sent.length;
  pc.fire('negotiationneeded');
  pc.gather('late');
  pc.path('failed');
  pc.fire('datachannel', { channel: new FakeChannel('late') });
  await ada.clock.advance(1_000);
  assert.equal(ada.socket.sent.length, sent);
  assert.equal(call.channels.has('late'), false);
  assert.deepEqual(ada.reported, []);
});

test('channels: presets, own ones, a default where there is nothing else, none twice', async () => {
  const { call } = await ringing({ channels: ['file-transfer', { label: 'state', ordered: false }] });
  assert.deepEqual(call.pc.channels.map(({ label, ordered, maxPacketLifeTime }) => [label, ordered, maxPacketLifeTime]), [['file-transfer', false, 3000], ['state', false, undefined]]);
  assert.deepEqual([...(await ringing()).call.channels.keys()], ['default']);
  assert.deepEqual([...(await ringing({ media: { audio: true } })).call.channels.keys()], []);
  const bench = await rtcBench().online();
  await assert.rejects(bench.client.call({ cid: 'x', channels: ['gaming', 'gaming'] }), { code: 'bad_request' });
  await assert.rejects(bench.client.call({ cid: 'x', channels: ['nonsense'] }), { code: 'bad_request' });
  await assert.rejects(bench.client.call({ cid: 'x', userId: 'y' }), { code: 'bad_request' });
  assert.equal(bench.sent('call').length, 0);
});

test('a channel of the other side appears, and goes when it closes', async () => {
  const { call, incoming } = await connected();
  const seen = [];
  incoming.on('channel', (channel) => seen.push(channel.label));
  const channel = new FakeChannel('__proto__');
  incoming.pc.fire('datachannel', { channel });
  assert.deepEqual([...incoming.channels.keys()], ['__proto__']);
  channel.close();
  await settle();
  assert.equal(incoming.channels.size, 0);
  assert.deepEqual(seen, ['__proto__']);
  assert.equal(call.channels.size, 1);
});

test('tracks of the other side gather in one stream', async () => {
  const { incoming } = await connected();
  const [audio, video] = [new FakeTrack('audio'), new FakeTrack('video')];
  incoming.pc.receiveTrack(audio);
  incoming.pc.receiveTrack(video);
  assert.deepEqual(incoming.remote.getTracks(), [audio, video]);
  video.fire('ended');
  assert.deepEqual(incoming.remote.getTracks(), [audio]);
});

test('a track is exchanged without negotiation where there is room for it, else with', async () => {
  const { board, call } = await connected({ media: { video: true } });
  board.signals.length = 0;
  const screen = new FakeTrack('video');
  await setTrack(call, 'video', screen);
  await quiet();
  assert.equal(call.pc.getTransceivers()[0].sender.track, screen);
  assert.deepEqual(board.signals, []);
  await setTrack(call, 'video', null);
  assert.equal(call.pc.getTransceivers()[0].sender.track, null);
  await setTrack(call, 'audio', new FakeTrack('audio'));
  await quiet();
  assert.deepEqual(board.signals, [['cid-a', 'offer'], ['cid-b', 'answer']]);
  await call.hangup();
  await assert.rejects(setTrack(call, 'video', screen), { code: 'call_closed' });
});

test('new ICE servers reach calls under way, except where the app named its own', async () => {
  const { ada, call } = await connected();
  await ada.push({ type: 'ice', iceServers: [{ urls: 'turn:new.test' }], expiresAt: 9 });
  assert.deepEqual(call.pc.configuration.iceServers, [{ urls: 'turn:new.test' }]);
  const own = await connected({ iceServers: [{ urls: 'stun:own.test' }] });
  await own.ada.push({ type: 'ice', iceServers: [{ urls: 'turn:new.test' }], expiresAt: 9 });
  assert.deepEqual(own.call.pc.configuration.iceServers, [{ urls: 'stun:own.test' }]);
});

test('where the server says so, calls go through relays alone, whoever named the servers', async () => {
  const { ada, call } = await connected();
  assert.equal(call.pc.configuration.iceTransportPolicy, undefined);
  await ada.push({ type: 'ice', iceServers: [], iceTransportPolicy: 'relay', expiresAt: 9 });
  await quiet();
  assert.equal(call.pc.configuration.iceTransportPolicy, 'relay');
  assert.equal(call.pc.restarts, 1, 'at once');
  await ada.push({ type: 'ice', iceServers: [], iceTransportPolicy: 'relay', expiresAt: 9 });
  await quiet();
  assert.equal(call.pc.restarts, 1);

  const iceServers = [{ urls: 'turn:own.test' }];
  const own = await connected({ iceServers });
  await own.ada.push({ type: 'ice', iceServers: [], iceTransportPolicy: 'relay', expiresAt: 9 });
  assert.equal(own.call.pc.configuration.iceTransportPolicy, 'relay');
  assert.deepEqual(own.call.pc.configuration.iceServers, iceServers);
  const next = await own.ada.client.call({ cid: 'cid-b', iceServers });
  assert.deepEqual(next.pc.configuration, { iceServers, iceTransportPolicy: 'relay' });
});

test('new servers do not open ways that the app has closed', async () => {
  const { ada, call } = await connected();
  call.pc.setConfiguration({ ...call.pc.getConfiguration(), iceTransportPolicy: 'relay' });
  await ada.push({ type: 'ice', iceServers: [{ urls: 'turn:new.test' }], expiresAt: 9 });
  await quiet();
  assert.deepEqual(call.pc.configuration, { iceServers: [{ urls: 'turn:new.test' }], iceTransportPolicy: 'relay' });
});

test('new credentials make a call look for a way anew only where its own side goes through a relay', async () => {
  for (const [own, other, restarts] of [['relay', 'host', 1], ['host', 'relay', 0], ['srflx', 'srflx', 0], ['', '', 0]]) {
    const { ada, call, incoming } = await connected();
    call.pc.candidateType = own;
    incoming.pc.candidateType = other;
    await ada.push({ type: 'ice', iceServers: [{ urls: 'turn:new.test' }], expiresAt: 9 });
    await quiet();
    assert.equal(call.pc.restarts, restarts, `own side: ${own || 'none yet'}`);
    assert.deepEqual(call.pc.configuration.iceServers, [{ urls: 'turn:new.test' }]);
    assert.equal(incoming.pc.restarts, 0);
    assert.equal(call.state, 'connected');
  }
});

test('calls of a connection that got a new id are over, those of one that kept it go on', async () => {
  const { bench, call } = await ringing({ media: { video: true } });
  call.pc.gather('before');
  await bench.clock.advance(50);
  await bench.reconnect({ welcome: { cid: 'cid-1' } });
  assert.equal(call.state, 'ringing');
  await bench.clock.advance(1_000);
  assert.deepEqual(frames(bench, 'signal').map((frame) => frame.candidates), [[candidate('before')]], 'what had no answer is said again');
  const reasons = [];
  call.on('closed', ({ reason }) => reasons.push(reason));
  await bench.reconnect({ welcome: { cid: 'cid-2' } });
  assert.deepEqual(reasons, ['disconnected']);
  assert.equal(bench.opened[0].getTracks()[0].readyState, 'ended');
  assert.equal(bench.sent('hangup').length, 0);
});

test('a signal for a call the server does not know closes it', async () => {
  const { bench, call } = await ringing();
  call.pc.gather('late');
  await bench.clock.advance(50);
  await bench.refuse('signal', { code: 'call_closed' });
  assert.equal(call.state, 'closed');
});

test('frames of calls that are not there are nothing', async () => {
  const bench = await rtcBench().online();
  for (const type of ['rtc:accepted', 'rtc:signal', 'rtc:closed', 'rtc:new']) await bench.push({ type, call_id: 'nope', reason: 'hangup' });
  assert.deepEqual(bench.reported, []);
});

test('without WebRTC a call is refused', async () => {
  const bench = await rtcBench({ platform: { RTCPeerConnection: undefined } }).online();
  await assert.rejects(bench.client.call({ cid: 'x' }), { code: 'not_supported' });
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

test('candidates found at the same time travel together, and a description leaves them behind', async () => {
  const { bench, call } = await ringing();
  call.pc.gather('one');
  call.pc.gather('two');
  await bench.clock.advance(49);
  assert.deepEqual(bench.sent('signal'), []);
  await bench.clock.advance(1);
  assert.deepEqual(frames(bench, 'signal'), [{ type: 'signal', call_id: 'c1', candidates: [candidate('one'), candidate('two')] }]);
  await bench.push({ type: 'rtc:accepted', call_id: 'c1', user_id: 'bob', cid: 'cid-b', polite: false });
  await signal(bench, { description: { type: 'answer', sdp: 'of the callee' } });
  await quiet();
  call.pc.gather('three');
  call.pc.addTrack(new FakeTrack('video'));
  await quiet();
  const kinds = frames(bench, 'signal').map(({ candidates, description }) => candidates?.length ?? description.type);
  assert.deepEqual(kinds, [2, 1, 'offer']);
});

test('several candidates of one frame are taken one after the other', async () => {
  const { bench, call } = await rung();
  const accepting = call.accept();
  await quiet();
  await bench.answer('accept');
  await accepting;
  await signal(bench, { candidates: [candidate('one'), candidate('two'), null] });
  await signal(bench, { description: OFFER });
  await quiet();
  assert.deepEqual(call.pc.candidates.map((one) => one?.candidate), ['one', 'two', undefined]);
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

test('who calls the one that calls him is the callee of one call', async () => {
  const { bench, call } = await ringing();
  const own = FakePeer.made.at(-1);
  assert.equal(own.signalingState, 'have-local-offer');
  const [channel] = call.channels.values();
  await bench.push({ type: 'rtc:merged', call_id: 'c1', into: 'c0', user_id: 'bob', cid: 'cid-b', polite: true });
  assert.equal(await call.accepted, call);
  assert.deepEqual([call.id, call.state, call.peer], ['c0', 'connecting', { userId: 'bob', cid: 'cid-b' }]);
  assert.deepEqual([channel.readyState, call.channels.size], ['closed', 0], 'the caller opens the channels');
  await bench.push({ type: 'rtc:signal', call_id: 'c0', user_id: 'bob', cid: 'cid-b', description: OFFER });
  await quiet();
  assert.equal(call.pc, own);
  assert.equal(own.remoteDescription.sdp, OFFER.sdp);
  const [answer] = frames(bench, 'signal');
  assert.deepEqual([answer.call_id, answer.description.type], ['c0', 'answer']);
  await bench.push({ type: 'rtc:closed', call_id: 'c0', reason: 'hangup' });
  assert.equal(call.state, 'closed');
  assert.deepEqual([bench.client.calls, bench.reported], [[], []]);
});

test('a late word of the call that was given up does not end the other', async () => {
  const { bench, call } = await ringing();
  call.pc.gather('late');
  await bench.clock.advance(50);
  await bench.push({ type: 'rtc:merged', call_id: 'c1', into: 'c0', user_id: 'bob', cid: 'cid-b', polite: true });
  await bench.refuse('signal', { code: 'call_closed' });
  assert.equal(call.state, 'connecting');
});

test('who answers a ring by calling hears no more of it', async () => {
  const { bench, call: ring } = await rung();
  const calling = bench.client.call({ cid: 'cid-b' });
  await quiet();
  await bench.answer('call', { call_id: 'c2' });
  const call = await calling;
  await bench.push({ type: 'rtc:merged', call_id: 'c2', into: 'c1', user_id: 'bob', cid: 'cid-b', polite: true });
  assert.deepEqual([ring.state, call.id, call.state], ['closed', 'c1', 'connecting']);
  assert.deepEqual(bench.client.calls, [call]);
});

test('a peer that is lost for now, and back, is told and ends nothing', async () => {
  const { ada, call } = await connected();
  const told = [];
  for (const type of ['suspect', 'back']) call.on(type, (one) => told.push([type, one === call]));
  for (const type of ['suspect', 'back']) await ada.push({ type: `rtc:peer-${type}`, call_id: call.id, user_id: 'bob', cid: 'cid-b' });
  assert.deepEqual(told, [['suspect', true], ['back', true]]);
  assert.equal(call.state, 'connected');
});

test('a peer that goes on with another connection is met by a new peer connection', async () => {
  const { ada, call } = await connected({ media: { audio: true } });
  const before = call.pc;
  const moved = [];
  call.on('moved', (one) => moved.push(one));
  await ada.push({ type: 'rtc:moved', call_id: call.id, user_id: 'bob', cid: 'cid-c' });
  assert.deepEqual([moved, call.peer.cid, call.state], [[call], 'cid-c', 'connecting']);
  assert.equal(before.signalingState, 'closed');
  assert.notEqual(call.pc, before);
  assert.equal(call.pc.getTransceivers().length, 1, 'the same media');
  const signals = ada.sent('signal').length;
  await ada.push({ type: 'rtc:signal', call_id: call.id, user_id: 'bob', cid: 'cid-c', description: OFFER });
  await quiet();
  assert.equal(ada.sent('signal').slice(signals).map(({ description }) => description.type).join(), 'answer');
  call.pc.path('connected');
  assert.equal(call.state, 'connected');
  assert.deepEqual(ada.reported, []);
});

test('a call is taken over from another connection of this user', async () => {
  const bench = await rtcBench().online();
  const taking = bench.client.takeOver('c1', { media: { audio: true } });
  await quiet();
  assert.deepEqual(frames(bench, 'move'), [{ type: 'move', call_id: 'c1' }]);
  await bench.answer('move');
  await quiet();
  assert.deepEqual(bench.sent('signal'), []);
  await bench.push({ type: 'rtc:taken', call_id: 'c1', user_id: 'ada', cid: 'cid-a', polite: false });
  const call = await taking;
  await quiet();
  assert.deepEqual([call.state, call.peer, call.polite], ['connecting', { userId: 'ada', cid: 'cid-a' }, false]);
  assert.equal(frames(bench, 'signal').map(({ description }) => description.type).join(), 'offer');
});

test('what cannot be taken over says why', async () => {
  const bench = await rtcBench().online();
  const taking = bench.client.takeOver('c1');
  await quiet();
  await bench.refuse('move', { code: 'no_such_call' });
  await assert.rejects(taking, { code: 'no_such_call' });
  const late = bench.client.takeOver('c2');
  await quiet();
  await bench.answer('move');
  await bench.push({ type: 'rtc:closed', call_id: 'c2', reason: 'hangup' });
  await assert.rejects(late, { code: 'hangup' });
  assert.deepEqual(bench.client.calls, []);
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
