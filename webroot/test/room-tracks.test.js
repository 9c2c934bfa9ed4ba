import assert from 'node:assert/strict';
import { test } from 'node:test';
import { camera, connect, pair, pass, peerOf, Roomboard } from './support/roomboard.js';
import { FakePeer, FakeStream, FakeTrack } from './support/rtc.js';
import { quiet } from './support/switchboard.js';

const screen = () => new FakeStream([new FakeTrack('video')]);
const sent = (peer) => peer.pc.getTransceivers().map(({ sender }) => [sender.track, sender.stream]);
const directions = (peer) => peer.pc.getTransceivers().map(({ direction }) => direction);

/** Ada's page in a room, as she comes to it and before Bob does. */
async function alone(before) {
  const board = new Roomboard();
  const ada = await board.add('cid-a', 'ada');
  before(ada.room);
  await ada.room.join();
  return { board, ada };
}

/** Ada's peer that Bob is, once he has come. */
async function joinedBy(board, ada) {
  const bob = await board.add('cid-b', 'bob');
  await bob.room.join();
  await quiet();
  return { bob, there: peerOf(ada, bob) };
}

test('who comes late is sent each stream, and nothing of a track that is withheld', async () => {
  const [face, shown] = [camera(), screen()];
  const { board, ada } = await alone((room) => room.addStream(face));
  const [microphone, picture] = face.getTracks();
  await ada.room.replaceTrack(picture, null);
  ada.room.addStream(shown, { role: 'screen' });
  const { there } = await joinedBy(board, ada);
  const expected = [[microphone, face], [null, face], [shown.getTracks()[0], shown]];
  assert.deepEqual(sent(there), expected);
  there.rebuild();
  await quiet();
  assert.deepEqual(sent(there), expected);
  await ada.room.replaceTrack(picture, picture);
  assert.deepEqual(sent(there)[1], [picture, face]);
});

test('a stream that is added before anything is agreed on leaves alone what is withheld', async () => {
  const [face, shown] = [camera(), screen()];
  const { board, ada } = await alone((room) => room.addStream(face));
  const [, picture] = face.getTracks();
  await ada.room.replaceTrack(picture, null);
  const joined = new Promise((resolve) => ada.room.on('peer-joined', resolve));
  joined.then(() => ada.room.addStream(shown, { role: 'screen' }));
  const { there } = await joinedBy(board, ada);
  assert.deepEqual(sent(there).slice(1), [[null, face], [shown.getTracks()[0], shown]]);
  ada.room.removeStream(face);
  assert.deepEqual(sent(there).slice(1), [[null, face], [shown.getTracks()[0], shown]]);
});

test('the section of a track that is withheld is free once its stream is removed', async () => {
  const [face, next] = [screen(), screen()];
  const { ada, bob } = await pair({ ada: (room) => room.addStream(face) });
  const [there] = connect(ada, bob);
  await ada.room.replaceTrack(face.getTracks()[0], null);
  ada.room.removeStream(face);
  await quiet();
  assert.deepEqual(directions(there), ['recvonly']);
  ada.room.addStream(next);
  assert.deepEqual(sent(there), [[next.getTracks()[0], next]]);
});

test('a section in which nothing was ever sent is left to the other side', async () => {
  for (const isShown of [false, true]) {
    const [face, next] = [screen(), screen()];
    const { board, ada } = await alone((room) => room.addStream(face));
    const [picture] = face.getTracks();
    await ada.room.replaceTrack(picture, null);
    const { bob } = await joinedBy(board, ada);
    const [there] = connect(ada, bob);
    await quiet();
    if (isShown) await ada.room.replaceTrack(picture, picture);
    ada.room.removeStream(face);
    await quiet();
    ada.room.addStream(next);
    assert.deepEqual(sent(there).map(([track]) => track), isShown ? next.getTracks() : [null, ...next.getTracks()]);
    assert.equal(directions(there)[0], isShown ? 'sendrecv' : 'recvonly');
  }
});

test('streams may have a track in common, before somebody comes and after', async () => {
  const face = camera();
  const [microphone] = face.getTracks();
  const shown = new FakeStream([microphone, new FakeTrack('video')]);
  const { board, ada } = await alone((room) => {
    room.addStream(face);
    room.addStream(shown, { role: 'screen' });
  });
  const { bob, there } = await joinedBy(board, ada);
  const expected = [face, shown].flatMap((stream) => stream.getTracks().map((track) => [track, stream]));
  assert.deepEqual(sent(there), expected);
  assert.deepEqual([...peerOf(bob, ada).streams.keys()], [face.id, shown.id]);
  ada.room.removeStream(shown);
  await quiet();
  ada.room.addStream(shown, { role: 'screen' });
  assert.deepEqual(sent(there), expected);
  assert.deepEqual([...ada.reported, ...bob.reported], []);
});

test('of a track that several streams have nothing is sent once all of them are removed', async () => {
  const face = camera();
  const [microphone] = face.getTracks();
  const shown = new FakeStream([microphone, new FakeTrack('video')]);
  const { ada, bob } = await pair({ ada: (room) => room.addStream(face) });
  const [there] = connect(ada, bob);
  ada.room.addStream(shown, { role: 'screen' });
  ada.room.removeStream(shown);
  assert.deepEqual(directions(there), ['sendrecv', 'sendrecv', 'recvonly', 'recvonly']);
  ada.room.removeStream(face);
  assert.deepEqual(sent(there).map(([track]) => track), [null, null, null, null]);
});

test('a track that several streams have is replaced in each', async () => {
  const face = camera();
  const [microphone] = face.getTracks();
  const shown = new FakeStream([microphone]);
  const { ada, bob } = await pair({ ada: (room) => [face, shown].forEach((stream) => room.addStream(stream)) });
  const [there] = connect(ada, bob);
  const other = new FakeTrack('audio');
  await ada.room.replaceTrack(microphone, other);
  assert.deepEqual([face, shown].map((stream) => stream.getTracks().includes(other)), [true, true]);
  assert.deepEqual(sent(there).filter(([track]) => track === other).map(([, stream]) => stream), [face, shown]);
});

test('a track that takes the place of another in its own stream is sent by neither once that is removed', async () => {
  const stream = new FakeStream([new FakeTrack('video'), new FakeTrack('video')]);
  const { ada, bob } = await pair({ ada: (room) => room.addStream(stream) });
  const [there] = connect(ada, bob);
  const [first, second] = stream.getTracks();
  await ada.room.replaceTrack(first, second);
  ada.room.removeStream(stream);
  assert.deepEqual(sent(there).map(([track]) => track), [null, null]);
});

test('a track that is replaced, and what has come in its place, too, is sent to who is there and who comes later', async () => {
  const face = screen();
  const { board, ada, bob } = await pair({ ada: (room) => room.addStream(face) });
  const [there] = connect(ada, bob);
  const [first] = face.getTracks();
  const [second, third] = [new FakeTrack('video'), new FakeTrack('video')];
  await ada.room.replaceTrack(first, second);
  await ada.room.replaceTrack(second, third);
  assert.deepEqual(sent(there), [[third, face]]);
  await assert.rejects(ada.room.replaceTrack(second, first), { code: 'bad_request' });
  const late = await board.add('cid-c', 'cy');
  await late.room.join();
  await quiet();
  assert.deepEqual(sent(peerOf(ada, late)), [[third, face]]);
});

test('a track that was withheld and takes the place of another of its stream is sent to who comes later, too', async () => {
  const face = new FakeStream([new FakeTrack('video'), new FakeTrack('video')]);
  const { board, ada } = await alone((room) => room.addStream(face));
  const [first, second] = face.getTracks();
  await ada.room.replaceTrack(second, null);
  await ada.room.replaceTrack(first, second);
  const { there } = await joinedBy(board, ada);
  assert.deepEqual(sent(there), [[second, face]]);
});

test('what the app has taken out of its stream is sent to who comes later as to who is there', async () => {
  const face = camera();
  const { board, ada } = await alone((room) => room.addStream(face));
  const [microphone, picture] = face.getTracks();
  face.removeTrack(picture);
  const { there } = await joinedBy(board, ada);
  assert.deepEqual(sent(there), [[microphone, face], [picture, face]]);
});

test('a screen that was shared ends with what was opened for it, and leaves what has come in its place to the app', async () => {
  for (const end of ['removeStream', 'leave']) {
    const [shot, face] = [screen(), camera()];
    const mediaDevices = { getDisplayMedia: async () => shot };
    const { ada } = await pair({ ada: (room) => room.addStream(face), options: { platform: { mediaDevices } } });
    await ada.room.shareScreen();
    const [picture] = shot.getTracks();
    const [, view] = face.getTracks();
    const added = new FakeTrack('audio');
    shot.addTrack(added);
    await ada.room.replaceTrack(picture, view);
    await ada.room[end](shot);
    assert.deepEqual([picture, view, added].map(({ readyState }) => readyState), ['ended', 'live', 'live']);
  }
});

test('what the app has taken out of its stream is muted with it, may be replaced, and is removed with it', async () => {
  const stream = camera();
  const [microphone, picture] = stream.getTracks();
  const { ada, bob } = await pair({ ada: (room) => room.addStream(stream) });
  const [there] = connect(ada, bob);
  stream.removeTrack(microphone);
  stream.removeTrack(picture);
  ada.room.mute('audio');
  assert.deepEqual([microphone.enabled, picture.enabled], [false, true]);
  const other = new FakeTrack('audio');
  await ada.room.replaceTrack(microphone, other);
  assert.deepEqual([other.enabled, sent(there)[0][0]], [false, other]);
  ada.room.removeStream(stream);
  assert.deepEqual(sent(there).map(([track]) => track), [null, null]);
});

test('a peer for whom the browser makes no connection has failed, is reached through the gateway, and is tried anew', async () => {
  const board = new Roomboard();
  let refused = true;
  class Stingy extends FakePeer {
    constructor(configuration) {
      super(configuration);
      if (refused) throw new Error('Cannot create so many PeerConnections');
    }
  }
  const ada = await board.add('cid-a', 'ada', { platform: { RTCPeerConnection: Stingy } });
  await ada.room.join();
  const { bob, there } = await joinedBy(board, ada);
  assert.deepEqual([there.pc, there.state, peerOf(bob, ada).cid], [undefined, 'connecting', 'cid-a']);
  await pass(8_000, ada);
  assert.deepEqual([there.state, there.reason], ['failed', 'The browser refuses to make a connection: Cannot create so many PeerConnections.']);
  assert.deepEqual(await ada.room.send('all the same'), { delivered: 1, failed: [] });
  refused = false;
  ada.bench.window.dispatchEvent(new Event('online'));
  await quiet();
  const [back] = connect(ada, bob);
  assert.deepEqual([back === there, there.state, there.reason], [true, 'connected', '']);
});
