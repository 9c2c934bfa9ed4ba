import assert from 'node:assert/strict';
import { test } from 'node:test';
import { rate, sample } from '../js/room/quality.js';
import { Speaker } from '../js/room/speaker.js';
import { read } from '../js/room/wire.js';
import { FakeStream, FakeTrack } from './support/rtc.js';
import { Roomboard, connect, pass } from './support/roomboard.js';
import { quiet } from './support/switchboard.js';

const camera = () => new FakeStream([new FakeTrack('audio'), new FakeTrack('video')]);
const peerOf = (side, other) => side.room.peers.find((peer) => peer.cid === other.cid);

async function pair({ ada: before = () => {}, bob: then = () => {}, options = {} } = {}) {
  const board = new Roomboard();
  const ada = await board.add('cid-a', 'ada', options);
  const bob = await board.add('cid-b', 'bob');
  await before(ada.room);
  await ada.room.join();
  await then(bob.room);
  await bob.room.join();
  await quiet();
  return { board, ada, bob };
}

test('two who join see each other once, with what they say about themselves', async () => {
  const { ada, bob } = await pair();
  assert.deepEqual(ada.told.map(([event, peer]) => [event, peer.cid, peer.userId, peer.meta]), [['peer-joined', 'cid-b', 'bob', { name: 'bob' }]]);
  assert.deepEqual(bob.told.map(([event, peer]) => [event, peer.userId]), [['peer-joined', 'ada']]);
  assert.deepEqual([ada.room.state, ada.room.group], ['joined', 'room:tea']);
  assert.deepEqual([...ada.reported, ...bob.reported], []);
});

test('the one with the greater cid makes the first offer, and there is one', async () => {
  const { board } = await pair({ ada: (room) => room.addStream(camera()), bob: (room) => room.addStream(camera()) });
  const descriptions = board.relayed.filter(([, , { description }]) => description).map(([from, , { description }]) => [from, description.type]);
  assert.deepEqual(descriptions, [['cid-b', 'offer'], ['cid-a', 'answer']]);
});

test('a stream is announced with role and metadata before its tracks', async () => {
  const stream = camera();
  const { ada, bob } = await pair({ ada: (room) => room.addStream(stream, { role: 'presenter', metadata: { lens: 'wide' } }) });
  const peer = peerOf(bob, ada);
  const [added] = peer.streams.values();
  assert.deepEqual([added.id, added.role, added.metadata, added.stream.getTracks()], [stream.id, 'presenter', { lens: 'wide' }, []]);
  const tracks = [];
  peer.on('track', ({ stream: of, track }) => tracks.push([of, track.kind]));
  connect(ada, bob);
  assert.deepEqual(tracks, [[added, 'audio'], [added, 'video']]);
  assert.equal(added.stream.getTracks().length, 2);
});

test('a stream can be added and removed while the room goes on', async () => {
  const { ada, bob } = await pair();
  connect(ada, bob);
  const seen = [];
  const peer = peerOf(bob, ada);
  for (const event of ['stream-added', 'stream-removed']) peer.on(event, ({ role }) => seen.push([event, role]));
  const screen = new FakeStream([new FakeTrack('video')]);
  ada.room.addStream(screen, { role: 'screen' });
  await quiet();
  ada.room.removeStream(screen);
  await quiet();
  assert.deepEqual(seen, [['stream-added', 'screen'], ['stream-removed', 'screen']]);
  assert.equal(screen.getTracks()[0].readyState, 'live', 'a stream of the app stays open');
});

test('who comes late gets every stream', async () => {
  const { board, ada, bob } = await pair({ ada: (room) => room.addStream(camera(), { role: 'one' }) });
  connect(ada, bob);
  ada.room.addStream(new FakeStream([new FakeTrack('video')]), { role: 'two' });
  await quiet();
  const eve = await board.add('cid-e', 'eve');
  const roles = [];
  eve.room.on('peer-joined', (peer) => {
    for (const { role } of peer.streams.values()) roles.push([peer.userId, role]);
  });
  await eve.room.join();
  await quiet();
  assert.deepEqual(roles, [['ada', 'one'], ['ada', 'two']]);
  assert.equal(peerOf(ada, eve).pc.getTransceivers().length, 3);
});

test('a full room says so, and can be joined when somebody has left', async () => {
  const { board, ada, bob } = await pair();
  board.seats = 2;
  const eve = await board.add('cid-e', 'eve');
  await assert.rejects(eve.room.join(), { code: 'room_full', temporary: true });
  assert.equal(eve.room.state, 'left');
  await bob.room.leave();
  await quiet();
  assert.deepEqual(ada.told.map(([event]) => event), ['peer-joined', 'peer-left']);
  await eve.room.join();
  await quiet();
  assert.equal(ada.room.peers.length, 1);
});

test('data goes through the gateway until the data channel is open, and over it from then on', async () => {
  const { board, ada, bob } = await pair();
  await ada.room.send({ a: 1 });
  await ada.room.send(Uint8Array.of(1, 2));
  await quiet();
  const relays = board.relayed.length;
  connect(ada, bob);
  assert.deepEqual(await ada.room.send('hello'), { delivered: 1 });
  await peerOf(ada, bob).send(Uint8Array.of(3).buffer);
  const got = bob.told.filter(([event]) => event === 'message').map(([, { peer, data }]) => [peer.userId, data]);
  assert.deepEqual(got.slice(0, 3), [['ada', { a: 1 }], ['ada', Uint8Array.of(1, 2)], ['ada', 'hello']]);
  assert.equal(board.relayed.length, relays);
});

test('mute is told to everybody, and to who comes later', async () => {
  const stream = camera();
  const { board, ada, bob } = await pair({ ada: (room) => room.addStream(stream) });
  const seen = [];
  const peer = peerOf(bob, ada);
  for (const event of ['muted', 'unmuted']) peer.on(event, ({ kind }) => seen.push([event, kind]));
  ada.room.mute('audio');
  ada.room.mute('audio');
  await quiet();
  assert.deepEqual([ada.room.isMuted('audio'), stream.getTracks()[0].enabled, stream.getTracks()[1].enabled], [true, false, true]);
  const eve = await board.add('cid-e', 'eve');
  await eve.room.join();
  await quiet();
  assert.deepEqual([...[...peerOf(eve, ada).streams.values()][0].muted], ['audio']);
  ada.room.unmute('audio');
  await quiet();
  assert.deepEqual(seen, [['muted', 'audio'], ['unmuted', 'audio']]);
});

test('a track is replaced for everybody without negotiation, and stays silent where its kind is', async () => {
  const stream = camera();
  const { board, ada, bob } = await pair({ ada: (room) => room.addStream(stream) });
  connect(ada, bob);
  await quiet();
  ada.room.mute('video');
  const relays = board.relayed.filter(([, , { description }]) => description).length;
  const [, old] = stream.getTracks();
  const other = new FakeTrack('video');
  await ada.room.replaceTrack(old, other);
  await quiet();
  const sent = peerOf(ada, bob).pc.getTransceivers().map(({ sender }) => sender.track);
  assert.ok(sent.includes(other) && !sent.includes(old));
  assert.equal(other.enabled, false);
  assert.equal(board.relayed.filter(([, , { description }]) => description).length, relays);
  await assert.rejects(ada.room.replaceTrack(old, other), { code: 'bad_request' });
  await assert.rejects(ada.room.replaceTrack(other, new FakeTrack('audio')), { code: 'bad_request' });
});

test('the ladder: an ICE restart, then a new connection on both sides, then words', async () => {
  const { ada, bob } = await pair({ ada: (room) => room.addStream(camera()) });
  const [there] = connect(ada, bob);
  await quiet();
  const states = [];
  there.on('state-change', ({ from, to, reason }) => states.push([from, to, typeof reason]));
  const first = there.pc;
  const firstOfBob = peerOf(bob, ada).pc;
  first.path('disconnected');
  assert.equal(there.state, 'reconnecting');
  await pass(3_000, ada);
  assert.equal(first.restarts, 1);
  await pass(8_000, ada);
  assert.notEqual(there.pc, first);
  assert.equal(first.signalingState, 'closed');
  assert.notEqual(peerOf(bob, ada).pc, firstOfBob, 'the other side makes a new one, too');
  assert.equal(peerOf(bob, ada).n, there.n);
  await pass(15_000, ada);
  assert.equal(there.state, 'failed');
  assert.match(there.reason, /No way through the network was found.*no TURN server/);
  assert.deepEqual(states, [['connected', 'reconnecting', 'string'], ['reconnecting', 'failed', 'string']]);
});

test('a new connection that works ends the ladder, and the streams are the same objects', async () => {
  const { ada, bob } = await pair({ ada: (room) => room.addStream(camera()) });
  connect(ada, bob);
  await quiet();
  const peer = peerOf(bob, ada);
  const [stream] = peer.streams.values();
  peer.pc.path('failed');
  peer.pc.path('failed');
  await quiet();
  assert.equal(peer.n, 2);
  connect(ada, bob);
  assert.equal(peer.state, 'connected');
  assert.deepEqual([...peer.streams.values()], [stream]);
  assert.deepEqual(stream.stream.getTracks().map(({ kind }) => kind).sort(), ['audio', 'video']);
});

test('TURN that refuses the credentials is named', async () => {
  const { ada, bob } = await pair();
  const peer = peerOf(ada, bob);
  for (let rung = 0; rung < 4; rung++) {
    peer.pc.fire('icecandidateerror', { errorCode: 401, url: 'turn:turn.test' });
    peer.pc.path('failed');
  }
  assert.match(peer.reason, /refused the credentials \(401\)/);
});

test('when the network is back, a peer that was given up is tried again', async () => {
  const { ada, bob } = await pair();
  const peer = peerOf(ada, bob);
  for (let rung = 0; rung < 4; rung++) peer.pc.path('failed');
  assert.equal(peer.state, 'failed');
  const { pc } = peer;
  ada.bench.window.dispatchEvent(new Event('online'));
  assert.notEqual(peer.pc, pc);
  await quiet();
  connect(ada, bob);
  assert.equal(peer.state, 'connected');
});

test('on another network a connection that works looks for a better way, and is not given up', async () => {
  const { ada, bob } = await pair();
  const [peer] = connect(ada, bob);
  await quiet();
  const { pc } = peer;
  ada.bench.window.dispatchEvent(new Event('online'));
  await pass(30_000, ada);
  assert.deepEqual([pc.restarts, peer.state, peer.pc === pc], [1, 'connected', true]);
});

test('a peer whose socket broke and whose media flows comes back as the same peer', async () => {
  const { board, ada, bob } = await pair({ ada: (room) => room.addStream(camera()) });
  connect(ada, bob);
  await quiet();
  const peer = peerOf(ada, bob);
  const { pc } = peer;
  bob.bench.socket.end(1006);
  board.gone('cid-b');
  await quiet();
  assert.equal(bob.room.state, 'reconnecting');
  assert.deepEqual(ada.told.map(([event]) => event), ['peer-joined']);
  await bob.bench.clock.advance(6_000);
  board.plug(bob.bench, 'cid-c', 'bob');
  bob.bench.welcome({ cid: 'cid-c', user_id: 'bob' });
  await quiet();
  assert.equal(bob.room.state, 'joined');
  assert.deepEqual([peer.cid, peer.pc === pc, ada.room.peers.length], ['cid-c', true, 1]);
  await pass(20_000, ada);
  assert.deepEqual(ada.told.map(([event]) => event), ['peer-joined']);
  assert.deepEqual(bob.told.map(([event]) => event), ['peer-joined']);
});

test('a peer that does not come back has left after the time of grace', async () => {
  const { board, ada, bob } = await pair();
  connect(ada, bob);
  board.gone('cid-b');
  await pass(14_000, ada);
  assert.equal(ada.told.length, 1);
  await pass(2_000, ada);
  assert.deepEqual(ada.told.map(([event]) => event), ['peer-joined', 'peer-left']);
});

test('a peer that comes back too late is a new one, and both make a new connection', async () => {
  const { board, ada, bob } = await pair({ bob: (room) => room.addStream(camera()) });
  connect(ada, bob);
  await quiet();
  bob.bench.socket.end(1006);
  board.gone('cid-b');
  await pass(16_000, ada);
  assert.equal(ada.room.peers.length, 0);
  await bob.bench.clock.advance(6_000);
  board.plug(bob.bench, 'cid-c', 'bob');
  bob.bench.welcome({ cid: 'cid-c', user_id: 'bob' });
  await quiet();
  assert.deepEqual(ada.told.map(([event]) => event), ['peer-joined', 'peer-left', 'peer-joined']);
  bob.cid = 'cid-c';
  const [there, back] = connect(ada, bob);
  await quiet();
  assert.equal(there.n, back.n);
  assert.deepEqual([there.pc.signalingState, back.pc.signalingState], ['stable', 'stable']);
  assert.deepEqual([...there.streams.values()].map(({ role }) => role), ['camera']);
  assert.deepEqual([...ada.reported, ...bob.reported], []);
});

test('nobody takes the place of a peer of another user', async () => {
  const { board, ada, bob } = await pair();
  connect(ada, bob);
  const mallory = await board.add('cid-m', 'mallory', { platform: { randomId: () => peerOf(ada, bob).session } });
  await mallory.room.join();
  await quiet();
  assert.deepEqual(ada.room.peers.map(({ userId }) => userId), ['bob', 'mallory']);
});

test('leaving ends every connection and the screen, and nothing of the app', async () => {
  const screen = new FakeStream([new FakeTrack('video')]);
  const board = new Roomboard();
  const mediaDevices = { getDisplayMedia: async () => screen };
  const ada = await board.add('cid-a', 'ada', { platform: { mediaDevices } });
  const bob = await board.add('cid-b', 'bob');
  const stream = camera();
  const { pending } = ada.bench.clock;
  ada.room.addStream(stream);
  await ada.room.join();
  await bob.room.join();
  await quiet();
  await ada.room.shareScreen();
  const { pc } = peerOf(ada, bob);
  await ada.room.leave();
  await quiet();
  assert.deepEqual([pc.signalingState, ada.room.state, ada.room.peers.length, bob.room.peers.length], ['closed', 'left', 0, 0]);
  assert.deepEqual([screen.getTracks()[0].readyState, stream.getTracks()[0].readyState], ['ended', 'live']);
  assert.equal(ada.bench.clock.pending, pending);
});

test('a screen that the browser ends is taken out of the room', async () => {
  const screen = new FakeStream([new FakeTrack('video')]);
  const board = new Roomboard();
  const ada = await board.add('cid-a', 'ada', { platform: { mediaDevices: { getDisplayMedia: async () => screen } } });
  const bob = await board.add('cid-b', 'bob');
  await ada.room.join();
  await bob.room.join();
  await ada.room.shareScreen({ metadata: 'slides' });
  await quiet();
  const peer = peerOf(bob, ada);
  assert.deepEqual([...peer.streams.values()].map(({ role, metadata }) => [role, metadata]), [['screen', 'slides']]);
  screen.getTracks()[0].fire('ended');
  await quiet();
  assert.equal(peer.streams.size, 0);
});

test('a screen that is refused is an error that says so', async () => {
  const denied = Object.assign(new Error('no'), { name: 'NotAllowedError' });
  const board = new Roomboard();
  const ada = await board.add('cid-a', 'ada', { platform: { mediaDevices: { getDisplayMedia: async () => Promise.reject(denied) } } });
  await assert.rejects(ada.room.shareScreen(), { code: 'media_denied' });
});

test('what is no frame of a room is dropped', async () => {
  const { ada, bob } = await pair();
  const before = peerOf(ada, bob);
  const junk = [null, 1, 'x', [], {}, { n: 1 }, { n: 0, hello: { session: 's', streams: [] } }, { n: 1, hello: {} }, { n: 1, hello: { session: 's', streams: [{}] } }];
  const more = [{ mute: { id: 'x', kind: 'smell', muted: true } }, { n: 1, candidates: [1] }, { n: 1.5, description: { type: 'offer' } }, { add: { id: 7 } }];
  for (const content of [...junk, ...more]) {
    assert.equal(read(content), undefined, JSON.stringify(content));
    await ada.bench.push({ type: 'relay', group: 'room:tea', user_id: 'bob', cid: 'cid-b', content });
  }
  assert.deepEqual([ada.room.peers, ada.reported], [[before], []]);
});

test('an offer that was lost with the other side\'s break is said again at its hello', async () => {
  const { board, ada, bob } = await pair();
  const [, back] = connect(ada, bob);
  await quiet();
  board.deaf.add('cid-a');
  bob.room.addStream(new FakeStream([new FakeTrack('video')]), { role: 'screen' });
  await quiet();
  assert.equal(back.pc.signalingState, 'have-local-offer');
  board.deaf.clear();
  const hello = { session: back.session, live: true, streams: [] };
  await bob.bench.push({ type: 'relay', group: 'room:tea', user_id: 'ada', cid: 'cid-a', content: { n: 1, hello } });
  await quiet();
  const there = peerOf(ada, bob);
  assert.deepEqual([back.pc.signalingState, there.pc.signalingState, there.n, back.n], ['stable', 'stable', 1, 1]);
  assert.deepEqual([...there.streams.values()].map(({ role }) => role), ['screen']);
  assert.deepEqual([...ada.reported, ...bob.reported], []);
});

test('what a node that does not answer has not taken is said until it does', async () => {
  const { board, ada, bob } = await pair();
  const [there, back] = connect(ada, bob);
  await quiet();
  board.away.add('cid-a');
  bob.room.addStream(camera());
  await quiet();
  back.pc.gather('late');
  await pass(2_000, bob);
  assert.deepEqual([back.pc.signalingState, there.pc.signalingState], ['have-local-offer', 'stable']);
  board.away.clear();
  await pass(1_000, bob);
  assert.deepEqual([back.pc.signalingState, there.pc.signalingState, back.pc.remoteDescription.type], ['stable', 'stable', 'answer']);
  assert.deepEqual(there.pc.candidates.map(({ candidate }) => candidate), ['late']);
  assert.equal(there.streams.size, 1, 'a stream that is not announced would be of nobody');
});

test('two who offer at once while the node of one does not answer agree all the same', async () => {
  for (const silent of ['cid-a', 'cid-b']) {
    const { board, ada, bob } = await pair();
    const [there, back] = connect(ada, bob);
    await quiet();
    board.away.add(silent);
    ada.room.addStream(camera());
    await quiet();
    bob.room.addStream(camera());
    await pass(2_000, ada, bob);
    board.away.clear();
    await pass(2_000, ada, bob);
    assert.deepEqual([there.pc.signalingState, back.pc.signalingState, there.n, back.n], ['stable', 'stable', 1, 1]);
    const kinds = (pc) => pc.getTransceivers().map(({ sender }) => sender.track?.kind);
    assert.deepEqual([kinds(there.pc), kinds(back.pc)], [['audio', 'video'], ['audio', 'video']]);
    assert.deepEqual([...ada.reported, ...bob.reported], []);
  }
});

test('a peer that announces streams without end is believed so many', async () => {
  const { ada, bob } = await pair();
  const peer = peerOf(ada, bob);
  for (let i = 0; i < 100; i++) {
    await ada.bench.push({ type: 'relay', group: 'room:tea', user_id: 'bob', cid: 'cid-b', content: { add: { id: `s${i}`, role: 'x' } } });
  }
  assert.equal(peer.streams.size, 16);
  await ada.bench.push({ type: 'relay', group: 'room:tea', user_id: 'bob', cid: 'cid-b', content: { remove: 's3' } });
  await ada.bench.push({ type: 'relay', group: 'room:tea', user_id: 'bob', cid: 'cid-b', content: { add: { id: 'another', role: 'x' } } });
  assert.ok(peer.streams.has('another'));
});

test('on a network of another kind a room looks for its ways anew, until it is left', async () => {
  const { ada, bob } = await pair();
  const [peer] = connect(ada, bob);
  await quiet();
  const change = (type) => {
    ada.bench.way.type = type;
    ada.bench.way.dispatchEvent(new Event('change'));
  };
  change('cellular');
  change('cellular');
  assert.equal(peer.pc.restarts, 1);
  await ada.room.leave();
  change('wifi');
  assert.equal(peer.pc.restarts, 1);
});

test('the same name is the same room until it is left', async () => {
  const { ada } = await pair();
  assert.equal(ada.bench.client.room('tea'), ada.room);
  await ada.room.leave();
  assert.notEqual(ada.bench.client.room('tea'), ada.room);
  assert.throws(() => ada.bench.client.room(''), { code: 'bad_request' });
});

test('renewed ICE servers reach every connection', async () => {
  const { ada, bob } = await pair();
  await ada.bench.push({ type: 'ice', iceServers: [{ urls: 'turn:new.test' }], expiresAt: 9 });
  assert.deepEqual(peerOf(ada, bob).pc.getConfiguration().iceServers, [{ urls: 'turn:new.test' }]);
});

const ice = (fields) => ({ type: 'ice', iceServers: [{ urls: 'turn:new.test' }], expiresAt: 9, ...fields });
const policyOf = (peer) => peer.pc.getConfiguration().iceTransportPolicy;

test('where the server says so, a room goes through relays alone, at once and from then on', async () => {
  const { ada, bob } = await pair();
  const { pc } = peerOf(ada, bob);
  assert.equal(policyOf(peerOf(ada, bob)), undefined);
  await ada.bench.push(ice({ iceTransportPolicy: 'relay' }));
  await quiet();
  assert.equal(policyOf(peerOf(ada, bob)), 'relay');
  assert.deepEqual(pc.getConfiguration().iceServers, [{ urls: 'turn:new.test' }]);
  assert.equal(pc.restarts, 1);
  await ada.bench.push(ice({ iceTransportPolicy: 'relay' }));
  await quiet();
  assert.equal(pc.restarts, 1, 'nothing new');
  peerOf(ada, bob).rebuild();
  assert.equal(policyOf(peerOf(ada, bob)), 'relay', 'of a new connection, too');
});

test("the server's word for relays alone counts for a room with servers of its own, which stay", async () => {
  const iceServers = [{ urls: 'turn:own.test' }];
  const { ada, bob } = await pair({ options: { iceServers } });
  const { pc } = peerOf(ada, bob);
  await ada.bench.push(ice({}));
  await quiet();
  assert.deepEqual([pc.getConfiguration(), pc.restarts], [{ iceServers }, 0]);
  await ada.bench.push(ice({ iceTransportPolicy: 'relay' }));
  await quiet();
  assert.deepEqual([pc.getConfiguration(), pc.restarts], [{ iceServers, iceTransportPolicy: 'relay' }, 1]);
});

test('new credentials make a room look for a way anew only where this side goes through a relay', async () => {
  for (const [own, restarts] of [['relay', 1], ['host', 0], ['', 0]]) {
    const { ada, bob } = await pair();
    const { pc } = peerOf(ada, bob);
    pc.candidateType = own;
    await ada.bench.push(ice({}));
    await quiet();
    assert.equal(pc.restarts, restarts, own);
  }
});

const stats = (fields = {}) => sample([{ type: 'inbound-rtp', kind: 'video', packetsReceived: 0, packetsLost: 0, ...fields }]);

test('quality says what is worst', () => {
  const before = stats();
  assert.deepEqual(rate(before, stats({ packetsReceived: 100 }), 2_000), { score: 5, reason: 'Everything arrives in time.' });
  assert.deepEqual(rate(before, stats({ packetsReceived: 95, packetsLost: 5 }), 2_000), { score: 3, reason: '5.0 % of the packets are lost.' });
  assert.equal(rate(before, stats({ packetsReceived: 50, packetsLost: 50 }), 2_000).score, 1);
  const slow = sample([{ type: 'candidate-pair', nominated: true, currentRoundTripTime: 0.4 }]);
  assert.deepEqual(rate(slow, slow, 2_000), { score: 3, reason: 'It takes 400 ms there and back.' });
  const frozen = stats({ totalFreezesDuration: 1 });
  assert.equal(rate(before, frozen, 2_000).score, 2);
});

test('the speaker is the loudest, and stays one over a pause', () => {
  const speaker = new Speaker();
  const say = (ada, bob) => speaker.heard(new Map([['ada', ada], ['bob', bob]]));
  assert.equal(say(0.2, 0), true);
  assert.equal(speaker.current, 'ada');
  assert.equal(say(0.2, 0.25), false, 'a little louder is not enough');
  say(0, 0);
  say(0, 0);
  assert.equal(speaker.current, 'ada');
  for (let i = 0; i < 3; i++) say(0, 0.3);
  assert.equal(speaker.current, 'bob');
  for (let i = 0; i < 12; i++) say(0, 0);
  assert.equal(speaker.current, null);
});
