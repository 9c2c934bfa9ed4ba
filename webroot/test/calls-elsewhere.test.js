import assert from 'node:assert/strict';
import { test } from 'node:test';
import { KEPT, again } from './support/breaks.js';
import { settle } from './support/clock.js';
import { OFFER, candidate, frames, ringing, rung } from './support/rings.js';
import { setTrack } from '../js/call-tracks.js';
import { FakeChannel, FakePeer, FakeTrack } from './support/rtc.js';
import { connected, quiet, rtcBench } from './support/switchboard.js';

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

test('who calls the one that calls him is the callee of one call', async () => {
  const { bench, call } = await ringing();
  const own = FakePeer.made.at(-1);
  assert.equal(own.signalingState, 'have-local-offer');
  const [channel] = call.channels.values();
  const told = [];
  bench.client.on('call', ({ pc }) => told.push(pc));
  await bench.push({ type: 'rtc:merged', call_id: 'c1', into: 'c0', user_id: 'bob', cid: 'cid-b', polite: true });
  assert.equal(await call.accepted, call);
  assert.deepEqual([call.id, call.state, call.peer], ['c0', 'connecting', { userId: 'bob', cid: 'cid-b' }]);
  assert.deepEqual([channel.readyState, call.channels.size], ['closed', 0], 'the caller opens the channels');
  await bench.push({ type: 'rtc:signal', call_id: 'c0', user_id: 'bob', cid: 'cid-b', description: OFFER });
  await quiet();
  assert.deepEqual(told, [call.pc]);
  assert.equal(call.pc.remoteDescription.sdp, OFFER.sdp);
  const [answer] = frames(bench, 'signal');
  assert.deepEqual([answer.call_id, answer.description.type], ['c0', 'answer']);
  await bench.push({ type: 'rtc:closed', call_id: 'c0', reason: 'hangup' });
  assert.equal(call.state, 'closed');
  assert.deepEqual([bench.client.calls, bench.reported], [[], []]);
});

test('who gives way to a call that crosses his does not take his offer back, after which Chromium may never look for a way', async () => {
  const { bench, call } = await ringing({ media: { audio: true, video: true } });
  const own = call.pc;
  await bench.push({ type: 'rtc:merged', call_id: 'c1', into: 'c0', user_id: 'bob', cid: 'cid-b', polite: true });
  await bench.push({ type: 'rtc:signal', call_id: 'c0', user_id: 'bob', cid: 'cid-b', description: OFFER });
  await quiet();
  assert.deepEqual([own.signalingState, own.rolledBack, call.pc.rolledBack], ['closed', undefined, false]);
  assert.deepEqual(call.pc.getSenders().map(({ track }) => track), call.media.getTracks());
  assert.deepEqual(call.media.getTracks().map(({ readyState }) => readyState), ['live', 'live']);
});

test('a camera that was turned off stays off where the call crosses another, or the other side moves', async () => {
  const media = { audio: true, video: true };
  for (const event of [
    { type: 'rtc:merged', call_id: 'c1', into: 'c0', user_id: 'bob', cid: 'cid-b', polite: true },
    { type: 'rtc:moved', call_id: 'c1', user_id: 'bob', cid: 'cid-c' },
  ]) {
    const { bench, call } = await ringing({ media });
    if (event.type === 'rtc:moved') await bench.push({ type: 'rtc:accepted', call_id: 'c1', user_id: 'bob', cid: 'cid-b', polite: false });
    await setTrack(call, 'video', null);
    await bench.push(event);
    assert.deepEqual(call.pc.getSenders().map(({ track }) => track.kind), ['audio'], event.type);
  }
});

test('what the peer connection that was given up found is not said in the call that moved', async () => {
  const { bench, call } = await ringing();
  await bench.push({ type: 'rtc:accepted', call_id: 'c1', user_id: 'bob', cid: 'cid-b', polite: false });
  call.pc.gather('old');
  await bench.push({ type: 'rtc:moved', call_id: 'c1', user_id: 'bob', cid: 'cid-c' });
  await bench.clock.advance(50);
  assert.deepEqual(frames(bench, 'signal'), []);
});

test('nothing of the offer that was given up is said in the call that goes on', async () => {
  const { bench, call } = await ringing();
  call.pc.gather('old');
  await bench.push({ type: 'rtc:merged', call_id: 'c1', into: 'c0', user_id: 'bob', cid: 'cid-b', polite: true });
  await bench.clock.advance(50);
  call.restart();
  await quiet();
  assert.deepEqual(frames(bench, 'signal'), []);
  await bench.push({ type: 'rtc:signal', call_id: 'c0', user_id: 'bob', cid: 'cid-b', description: OFFER });
  await quiet();
  call.pc.gather('new');
  await bench.clock.advance(50);
  const said = frames(bench, 'signal');
  assert.equal(said[0].description.type, 'answer');
  assert.deepEqual(said.flatMap(({ candidates }) => candidates ?? []), [candidate('new')]);
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
  const reasons = [];
  ring.on('closed', ({ reason }) => reasons.push(reason));
  const calling = bench.client.call({ cid: 'cid-b' });
  await quiet();
  await bench.answer('call', { call_id: 'c2' });
  const call = await calling;
  await bench.push({ type: 'rtc:merged', call_id: 'c2', into: 'c1', user_id: 'bob', cid: 'cid-b', polite: true });
  assert.deepEqual([ring.state, call.id, call.state], ['closed', 'c1', 'connecting']);
  assert.deepEqual([reasons, bench.client.calls], [['merged'], [call]]);
});

test('who is told that his ring is the call he has made may hang that up', async () => {
  const { bench, call: ring } = await rung();
  const calling = bench.client.call({ cid: 'cid-b' });
  await quiet();
  await bench.answer('call', { call_id: 'c2' });
  const call = await calling;
  const made = FakePeer.made.length;
  ring.on('closed', () => call.hangup());
  await bench.push({ type: 'rtc:merged', call_id: 'c2', into: 'c1', user_id: 'bob', cid: 'cid-b', polite: true });
  await quiet();
  assert.deepEqual([call.state, bench.client.calls, call.pc.signalingState, FakePeer.made.length], ['closed', [], 'closed', made]);
  assert.deepEqual(bench.sent('hangup').map(({ call_id }) => call_id), ['c1'], 'the one there is');
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

test('a call is taken over where that is told before the request for it is answered', async () => {
  const bench = await rtcBench().online();
  const taking = bench.client.takeOver('c1', { media: { audio: true } });
  await quiet();
  await bench.push({ type: 'rtc:taken', call_id: 'c1', user_id: 'ada', cid: 'cid-a', polite: false });
  await bench.answer('move');
  const call = await taking;
  await quiet();
  assert.deepEqual([call.state, frames(bench, 'signal').map(({ description }) => description.type)], ['connecting', ['offer']]);
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

test('a call that is being taken over while something is lost is not hung up', async () => {
  const bench = await rtcBench().online(KEPT);
  const made = [];
  bench.client.on('call', (call) => made.push(call));
  bench.socket.end(1006);
  const taking = bench.client.takeOver('c1', { media: { audio: true } });
  await quiet();
  assert.equal(made.length, 1, 'all is there but the call');
  await bench.clock.advance(1_000);
  bench.welcome(again({ recovered: false, seq: 9, heard: 9, calls: [] }));
  await quiet();
  assert.deepEqual([frames(bench, 'move'), frames(bench, 'hangup')], [[{ type: 'move', call_id: 'c1' }], []]);
  await bench.answer('move');
  await bench.push({ type: 'rtc:taken', call_id: 'c1', user_id: 'ada', cid: 'cid-a', polite: false });
  assert.equal((await taking).state, 'connecting');
  assert.deepEqual(bench.sent('hangup'), []);
});

test('a call is taken over where the connection broke before the answer, and the session went on', async () => {
  const bench = await rtcBench().online(KEPT);
  const taking = bench.client.takeOver('c1', { media: { audio: true } });
  await quiet();
  bench.socket.end(1006);
  await bench.clock.advance(1_000);
  bench.welcome(again({ recovered: false, seq: 9, heard: 9, calls: ['c1'] }));
  await quiet();
  assert.deepEqual([frames(bench, 'move'), frames(bench, 'hangup')], [[{ type: 'move', call_id: 'c1' }], []]);
  await bench.answer('move');
  await bench.push({ type: 'rtc:taken', call_id: 'c1', user_id: 'ada', cid: 'cid-a', polite: false });
  assert.equal((await taking).state, 'connecting');
  assert.deepEqual(bench.reported, []);
});

test('a call that is this side\'s, which was told so in vain, is asked for again, and the microphone does not stay open', async () => {
  for (const refused of [false, true]) {
    const bench = await rtcBench().online(KEPT);
    const taking = bench.client.takeOver('c1', { media: { audio: true } });
    await quiet();
    await bench.answer('move');
    bench.socket.end(1006);
    await bench.clock.advance(1_000);
    bench.welcome(again({ recovered: false, seq: 9, heard: 9, calls: ['c1'] }));
    await quiet();
    assert.equal(frames(bench, 'move').length, 1);
    if (refused) {
      const failed = assert.rejects(taking, { code: 'failed' });
      await bench.refuse('move', { code: 'bad_request' });
      await failed;
      assert.equal(bench.opened[0].getTracks()[0].readyState, 'ended');
    } else {
      await bench.answer('move');
      await bench.push({ type: 'rtc:taken', call_id: 'c1', user_id: 'ada', cid: 'cid-a', polite: false });
      assert.equal((await taking).state, 'connecting');
    }
  }
});

test('a call whose session is gone with the answer is not taken over by the next session', async () => {
  const bench = await rtcBench().online(KEPT);
  const taking = assert.rejects(bench.client.takeOver('c1', { media: { audio: true } }), { code: 'connection_lost' });
  await quiet();
  bench.socket.end(1006);
  await bench.clock.advance(1_000);
  bench.welcome({ ...KEPT, cid: 'cid-2', resume: 'two' });
  await taking;
  await quiet();
  assert.deepEqual([frames(bench, 'move'), bench.client.calls], [[], []]);
});

test('a call that is hung up while it is being taken over is left', async () => {
  const bench = await rtcBench().online();
  let call;
  bench.client.on('call', (one) => (call = one));
  const taking = assert.rejects(bench.client.takeOver('c1'), { code: 'declined' });
  await quiet();
  const hanging = call.hangup();
  await bench.refuse('hangup', { code: 'no_such_call' });
  await hanging;
  await bench.answer('move');
  assert.deepEqual(frames(bench, 'hangup').map(({ call_id }) => call_id), ['c1', 'c1'], 'it was not in the call before');
  await bench.answer('hangup');
  await taking;
  assert.deepEqual([bench.client.calls, bench.reported], [[], []]);
});

const MERGED = { type: 'rtc:merged', call_id: 'c1', into: 'c0', user_id: 'bob', cid: 'cid-b', polite: true };

test('what the peer connection that was given up is in the middle of does not end the call that goes on', async () => {
  const { bench, call } = await ringing({ media: { audio: true } });
  const own = call.pc;
  call.receive({ description: { type: 'answer', sdp: 'on its way when the calls crossed' } });
  call.receive({ candidate: candidate('too late') });
  own.setRemoteDescription = async () => {
    await settle();
    throw new Error('InvalidStateError: closed');
  };
  await settle();
  await bench.push(MERGED);
  await quiet();
  assert.deepEqual([call.id, call.state, bench.reported, frames(bench, 'hangup')], ['c0', 'connecting', [], []]);
});

test('a peer connection that was given up is listened to no more', async () => {
  const { bench, call } = await ringing({ media: { audio: true } });
  const own = call.pc;
  const before = call.until;
  const told = [];
  for (const event of ['track', 'channel', 'state']) call.on(event, () => told.push(event));
  await bench.push(MERGED);
  await bench.push({ type: 'rtc:signal', call_id: 'c0', user_id: 'bob', cid: 'cid-b', description: OFFER });
  await quiet();
  told.length = 0;
  const said = frames(bench, 'signal').length;
  own.signalingState = 'have-local-offer';
  own.fire('negotiationneeded');
  own.gather('old');
  own.receiveTrack(new FakeTrack('video'));
  own.fire('datachannel', { channel: new FakeChannel('late') });
  own.path('failed');
  await bench.clock.advance(50);
  assert.deepEqual([told, frames(bench, 'signal').length, call.state, call.remote], [[], said, 'connecting', null]);
  assert.deepEqual([before.aborted, call.until.aborted], [true, false]);
});

test('a call that this client has already cannot be taken over by it', async () => {
  const { bench, call } = await ringing();
  await assert.rejects(bench.client.takeOver(call.id), { code: 'bad_request' });
  assert.deepEqual(bench.client.calls, [call]);
  assert.deepEqual(bench.sent('move'), []);
});
