import assert from 'node:assert/strict';
import { test } from 'node:test';
import { frames, ringing } from './support/rings.js';
import { Switchboard, connected, quiet, rtcBench } from './support/switchboard.js';

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
  for (let i = 0; i < 5; i++) {
    await ada.clock.advance(4_900);
    await ada.push({ type: 'ice', iceServers: [], expiresAt: 1 });
  }
  assert.equal(call.state, 'connecting', 'by another peer connection');
  await ada.clock.advance(1_000);
  await quiet();
  assert.equal(reasons[0], 'failed');
  assert.equal(reasons.length, 2);
});

test('a path that fails again and again is not given new time each time', async () => {
  const { board, ada, call } = await connected();
  board.stuck = true;
  const { pc } = call;
  for (let i = 0; i < 6 && call.state !== 'closed'; i++) {
    pc.path('failed');
    pc.path('connecting');
    await ada.clock.advance(4_500);
    await ada.push({ type: 'ice', iceServers: [], expiresAt: 1 });
  }
  assert.equal(pc.restarts, 6);
  assert.equal(call.state, 'closed');
});

test('a call that was accepted and finds no way ends', async () => {
  const { bench, call } = await ringing();
  const failed = assert.rejects(call.connected, { code: 'failed' });
  await bench.push({ type: 'rtc:accepted', call_id: 'c1', user_id: 'bob', cid: 'cid-b' });
  assert.equal(call.state, 'connecting');
  for (let i = 0; i < 5; i++) {
    await bench.clock.advance(8_000);
    await bench.push({ type: 'ice', iceServers: [], expiresAt: 1 });
  }
  await failed;
  assert.deepEqual(frames(bench, 'hangup'), [{ type: 'hangup', call_id: 'c1', reason: 'failed' }]);
});

test('a first way that is not found is looked for again, also where the answer was lost', async () => {
  const board = new Switchboard();
  const [ada, bob] = [await board.add('cid-a', 'ada'), await board.add('cid-b', 'bob')];
  const call = await ada.client.call({ cid: 'cid-b' });
  const incoming = await bob.incoming;
  board.mute.add('cid-b');
  await incoming.accept();
  await quiet();
  assert.deepEqual([call.state, call.pc.signalingState], ['connecting', 'have-local-offer']);
  board.mute.clear();
  await ada.clock.advance(9_900);
  assert.equal(call.pc.signalingState, 'have-local-offer');
  await ada.clock.advance(200);
  await quiet();
  assert.deepEqual([call.pc.signalingState, incoming.pc.signalingState], ['stable', 'stable']);
  assert.equal(call.state, 'reconnecting');
  call.pc.path('connected');
  await ada.clock.advance(60_000);
  assert.deepEqual([call.state, call.pc.restarts], ['connected', 0]);
});

test('another network makes every call look for its way anew', async () => {
  const { ada, call } = await connected();
  ada.window.dispatchEvent(new Event('online'));
  assert.equal(call.pc.restarts, 1);
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

test('from one kind of network to another calls look for their way anew, and not for a guess at the speed', async () => {
  const { ada, call } = await connected();
  const change = (type) => {
    ada.way.type = type;
    ada.way.dispatchEvent(new Event('change'));
  };
  change('wifi');
  assert.equal(call.pc.restarts, 0, 'the same network');
  change('cellular');
  assert.equal(call.pc.restarts, 1);
  change('cellular');
  change('none');
  assert.equal(call.pc.restarts, 1, 'nothing to look for');
  change('wifi');
  assert.equal(call.pc.restarts, 2);
});

test('where a browser tells no kind of network, its guesses restart nothing', async () => {
  const other = rtcBench();
  other.way.type = undefined;
  await other.online({ cid: 'cid-o', user_id: 'eve' });
  const woken = other.socket.sent.length;
  other.way.dispatchEvent(new Event('change'));
  assert.equal(other.socket.sent.length, woken);
});
