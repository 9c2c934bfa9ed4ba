import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTrack } from '../js/call-tracks.js';
import { settle } from './support/clock.js';
import { ringing, rung } from './support/rings.js';
import { FakeChannel, FakeStream, FakeTrack } from './support/rtc.js';
import { Switchboard, connected, quiet, rtcBench } from './support/switchboard.js';

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

test('a call with arguments that are none is a declared error, and nobody is rung', async () => {
  const bench = await rtcBench().online();
  const wrong = [undefined, null, 'bob', {}];
  for (const channels of ['text-chat', null, {}, [null]]) wrong.push({ cid: 'x', channels });
  for (const media of [true, 'video']) wrong.push({ cid: 'x', media });
  for (const options of wrong) await assert.rejects(bench.client.call(options), { code: 'bad_request', message: /^wrong: / }, JSON.stringify(options));
  assert.deepEqual([bench.sent('call').length, bench.client.calls.length], [0, 0]);
  const { call } = await rung();
  await assert.rejects(call.accept({ media: true }), { code: 'bad_request' });
  assert.equal(call.state, 'ringing');
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

test('without WebRTC a call is refused', async () => {
  const bench = await rtcBench({ platform: { RTCPeerConnection: undefined } }).online();
  await assert.rejects(bench.client.call({ cid: 'x' }), { code: 'not_supported' });
});
