import assert from 'node:assert/strict';
import { test } from 'node:test';
import { read } from '../js/room/wire.js';
import { Roomboard, camera, connect, pair, peerOf } from './support/roomboard.js';
import { FakeStream, FakeTrack } from './support/rtc.js';
import { quiet } from './support/switchboard.js';

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
  eve.room.on('peer-joined', (peer) => peer.on('stream-added', ({ role }) => roles.push([peer.userId, role])));
  await eve.room.join();
  await quiet();
  assert.deepEqual(roles, [['ada', 'one'], ['ada', 'two']]);
  assert.equal(peerOf(ada, eve).pc.getTransceivers().length, 3);
});

test('a peer has joined before its first streams are told', async () => {
  const { board } = await pair({ ada: (room) => room.addStream(camera(), { role: 'one' }) });
  const eve = await board.add('cid-e', 'eve');
  const told = [];
  eve.room.on('peer-joined', (peer) => {
    told.push([peer.userId, peer.streams.size]);
    peer.on('stream-added', ({ role }) => told.push([peer.userId, role]));
  });
  await eve.room.join();
  await quiet();
  assert.deepEqual(told.filter(([who]) => who === 'ada'), [['ada', 0], ['ada', 'one']]);
});

test('who leaves when told of a peer hears nothing more of it, and says nothing', async () => {
  const { board, ada } = await pair({ ada: (room) => room.addStream(camera()) });
  const eve = await board.add('cid-e', 'eve');
  const told = [];
  eve.room.on('peer-joined', (peer) => {
    peer.on('stream-added', () => told.push('stream-added'));
    eve.room.leave();
  });
  await assert.rejects(eve.room.join(), { code: 'closed' }, 'the others say hello before the answer is there');
  await quiet();
  assert.deepEqual([told, eve.room.state, eve.room.peers, ada.room.peers.length], [[], 'left', [], 1]);
  assert.ok(!eve.bench.sent('relay').some(({ content }) => content.hello?.session === ''));
  assert.deepEqual(eve.reported, []);
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
  assert.deepEqual(await ada.room.send('hello'), { delivered: 1, failed: [] });
  await peerOf(ada, bob).send(Uint8Array.of(3).buffer);
  const got = bob.told.filter(([event]) => event === 'message').map(([, { peer, data }]) => [peer.userId, data]);
  assert.deepEqual(got.slice(0, 3), [['ada', { a: 1 }], ['ada', Uint8Array.of(1, 2)], ['ada', 'hello']]);
  assert.equal(board.relayed.length, relays);
});

test('who sends faster than the network takes it is told so, and of whom, unless nobody got it', async () => {
  const { board, ada, bob } = await pair();
  const eve = await board.add('cid-e', 'eve');
  await eve.room.join();
  await quiet();
  connect(ada, eve);
  const [there] = connect(ada, bob);
  const [channel] = there.pc.channels;
  for (const name of ['OperationError', 'NetworkError']) {
    channel.send = () => {
      throw new DOMException('RTCDataChannel send queue is full', name);
    };
    await assert.rejects(there.send('more'), { name: 'RingwayError', code: 'queue_full', temporary: true });
    const { delivered, failed } = await ada.room.send('to all');
    assert.deepEqual([delivered, failed.map(({ peer, error }) => [peer, error.code])], [1, [[there, 'queue_full']]]);
  }
  await eve.room.leave();
  await quiet();
  await assert.rejects(ada.room.send('to one'), { code: 'queue_full' });
  channel.send = () => {
    throw new TypeError('not a buffer');
  };
  await assert.rejects(there.send('odd'), TypeError);
  await bob.room.leave();
  await quiet();
  assert.deepEqual(await ada.room.send('to nobody'), { delivered: 0, failed: [] });
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

test('a track of which nothing is sent is sent to nobody who comes later, until another takes its place', async () => {
  const stream = camera();
  const { board, ada, bob } = await pair({ ada: (room) => room.addStream(stream) });
  const [, old] = stream.getTracks();
  const sent = (to) => peerOf(ada, to).pc.getTransceivers().map(({ sender }) => sender.track);
  await ada.room.replaceTrack(old, null);
  assert.ok(!sent(bob).includes(old));
  const eve = await board.add('cid-e', 'eve');
  await eve.room.join();
  await quiet();
  assert.ok(!sent(eve).includes(old));
  const other = new FakeTrack('video');
  await ada.room.replaceTrack(old, other);
  assert.ok(sent(bob).includes(other) && sent(eve).includes(other));
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

test('a screen that is picked after the room was left is not captured', async () => {
  const screen = new FakeStream([new FakeTrack('video')]);
  const board = new Roomboard();
  let picked;
  const mediaDevices = { getDisplayMedia: () => new Promise((resolve) => (picked = resolve)) };
  const ada = await board.add('cid-a', 'ada', { platform: { mediaDevices } });
  await ada.room.join();
  const sharing = assert.rejects(ada.room.shareScreen(), { code: 'closed' });
  await ada.room.leave();
  picked(screen);
  await sharing;
  assert.deepEqual([screen.getTracks()[0].readyState, ada.room.streams], ['ended', []]);
});

test('a room that is left while it is joined gives its place back', async () => {
  const board = new Roomboard();
  const ada = await board.add('cid-a', 'ada');
  const bob = await board.add('cid-b', 'bob');
  await bob.room.join();
  const joining = assert.rejects(ada.room.join(), { code: 'closed' });
  await ada.room.leave();
  await joining;
  await quiet();
  assert.deepEqual([ada.room.state, ada.bench.sent('leave').length, bob.room.peers], ['left', 1, []]);
});

test('what is updated while the room is joined is told to the others', async () => {
  const board = new Roomboard();
  const bob = await board.add('cid-b', 'bob');
  await bob.room.join();
  const ada = await board.add('cid-a', 'ada');
  const asked = [];
  ada.room.on('state-change', ({ to }) => to === 'joining' && asked.push(ada.room.update({ name: 'Ada' })));
  const joining = ada.room.join();
  asked.push(ada.room.update({ name: 'Ada L.' }));
  await Promise.all([joining, ...asked]);
  await quiet();
  assert.deepEqual([ada.room.meta, peerOf(bob, ada).meta], [{ name: 'Ada L.' }, { name: 'Ada L.' }]);
  assert.deepEqual(ada.bench.sent('update').map(({ meta }) => meta.name), ['Ada', 'Ada L.']);
});

test('what is updated before a room is joined is what the join says, at once', async () => {
  const ada = await new Roomboard().add('cid-a', 'ada');
  const updated = ada.room.update({ name: 'new' });
  await ada.room.join();
  await updated;
  assert.deepEqual(ada.bench.sent('join').map(({ meta }) => meta), [{ name: 'new' }]);
});

test('an update fails as the join does that it waits for, and is said by the next one', async () => {
  const board = new Roomboard();
  board.seats = 0;
  const { room, bench } = await board.add('cid-a', 'ada');
  const joining = assert.rejects(room.join(), { code: 'room_full' });
  await assert.rejects(room.update({ name: 'Ada' }), { code: 'room_full' });
  await joining;
  await room.update({ name: 'Ada' });
  board.seats = 8;
  await room.join();
  assert.deepEqual([bench.sent('join').at(-1).meta, room.meta], [{ name: 'Ada' }, { name: 'Ada' }]);
});

test('a room that is left and joined again at once keeps its place', async () => {
  const board = new Roomboard();
  const ada = await board.add('cid-a', 'ada');
  const first = assert.rejects(ada.room.join(), { code: 'closed' });
  const leaving = ada.room.leave();
  await Promise.all([first, leaving, ada.room.join()]);
  assert.deepEqual([ada.room.state, ada.bench.sent('leave').length], ['joined', 0]);
});

test('a join that is refused after the room was left ends nothing of the one that follows it', async () => {
  const board = new Roomboard();
  let joins = 0;
  Object.defineProperty(board, 'seats', { get: () => (joins++ === 0 ? 0 : 8) });
  const ada = await board.add('cid-a', 'ada');
  const states = [];
  ada.room.on('state-change', ({ to }) => states.push(to));
  const first = assert.rejects(ada.room.join(), { code: 'room_full' });
  ada.room.leave();
  await Promise.all([first, ada.room.join()]);
  assert.deepEqual([joins, states], [2, ['joining', 'left', 'joining', 'joined']]);
});

test('a stream that the others would not take is refused', async () => {
  const board = new Roomboard();
  const { room } = await board.add('cid-a', 'ada');
  for (const role of ['', 'x'.repeat(257), 7]) assert.throws(() => room.addStream(camera(), { role }), { code: 'bad_request' });
  assert.throws(() => room.addStream(camera(), { metadata: 'x'.repeat(16_384) }), { code: 'too_large' });
  for (let i = 0; i < 8; i++) room.addStream(camera());
  assert.throws(() => room.addStream(camera()), { code: 'too_large' });
  assert.equal(room.streams.length, 8);
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

test('a peer that announces streams without end is believed so many', async () => {
  const { ada, bob } = await pair();
  const peer = peerOf(ada, bob);
  for (let i = 0; i < 100; i++) {
    await ada.bench.push({ type: 'relay', group: 'room:tea', user_id: 'bob', cid: 'cid-b', content: { add: { id: `s${i}`, role: 'x' } } });
  }
  assert.equal(peer.streams.size, 8);
  await ada.bench.push({ type: 'relay', group: 'room:tea', user_id: 'bob', cid: 'cid-b', content: { remove: 's3' } });
  await ada.bench.push({ type: 'relay', group: 'room:tea', user_id: 'bob', cid: 'cid-b', content: { add: { id: 'another', role: 'x' } } });
  assert.ok(peer.streams.has('another'));
});

test('the same name is the same room until it is left', async () => {
  const { ada } = await pair();
  assert.equal(ada.bench.client.room('tea'), ada.room);
  await ada.room.leave();
  assert.notEqual(ada.bench.client.room('tea'), ada.room);
  assert.throws(() => ada.bench.client.room(''), { code: 'bad_request' });
});
