import assert from 'node:assert/strict';
import { test } from 'node:test';
import { camera, connect, pair, pass, peerOf } from './support/roomboard.js';
import { FakeStream, FakeTrack } from './support/rtc.js';
import { quiet } from './support/switchboard.js';

const screen = () => new FakeStream([new FakeTrack('video')]);
const sections = (peer) => peer.pc.getTransceivers().map(({ sender }) => [sender.track, sender.stream]);

test('streams that come and go one after the other take one section of the description', async () => {
  const { ada, bob } = await pair();
  const [there] = connect(ada, bob);
  for (let share = 0; share < 10; share++) {
    const stream = screen();
    ada.room.addStream(stream, { role: 'screen' });
    await quiet();
    assert.deepEqual(sections(there), [[stream.getTracks()[0], stream]]);
    ada.room.removeStream(stream);
    await quiet();
    assert.deepEqual(there.pc.getTransceivers().map(({ direction }) => direction), ['recvonly']);
  }
  assert.deepEqual([...ada.reported, ...bob.reported], []);
});

test('a stream takes the section in which only the other side sends', async () => {
  const { ada, bob } = await pair({ bob: (room) => room.addStream(camera()) });
  const [there] = connect(ada, bob);
  await quiet();
  const stream = camera();
  ada.room.addStream(stream);
  assert.deepEqual(there.pc.getTransceivers().map(({ sender, direction }) => [sender.stream, direction]), [[stream, 'sendrecv'], [stream, 'sendrecv']]);
  const next = camera();
  ada.room.addStream(next);
  assert.deepEqual(there.pc.getTransceivers().map(({ sender }) => sender.stream), [stream, stream, next, next], 'each its own');
});

test('a stream takes the section that the other side offers just now', async () => {
  const { ada, bob } = await pair();
  const [there] = connect(ada, bob);
  await quiet();
  there.pc.receiveTrack(new FakeTrack('video'));
  there.pc.getTransceivers()[0].currentDirection = null;
  const stream = screen();
  ada.room.addStream(stream, { role: 'screen' });
  assert.deepEqual(sections(there), [[stream.getTracks()[0], stream]]);
});

test('a section is not taken before the other side knows that what it carried is gone', async () => {
  const { board, ada, bob } = await pair({ ada: (room) => room.addStream(screen()) });
  const [there] = connect(ada, bob);
  await quiet();
  board.deaf.add('cid-b');
  ada.room.removeStream(ada.room.streams[0].stream);
  const next = screen();
  ada.room.addStream(next);
  assert.deepEqual(sections(there).map(([, stream]) => stream === next), [false, true]);
});

test('a removed stream shows nothing, whatever comes in its section', async () => {
  const stream = camera();
  const { ada, bob } = await pair({ ada: (room) => room.addStream(stream) });
  connect(ada, bob);
  const [shown] = peerOf(bob, ada).streams.values();
  assert.equal(shown.stream.getTracks().length, 2);
  ada.room.removeStream(stream);
  await quiet();
  assert.deepEqual(shown.stream.getTracks(), []);
});

test('a description that is refused makes a new connection, and if that does not help the peer says why', async () => {
  const { board, ada, bob } = await pair();
  const [, back] = connect(ada, bob);
  await quiet();
  board.isTooLong = ({ description }) => description !== undefined;
  const stream = screen();
  bob.room.addStream(stream);
  await quiet();
  assert.equal(back.n, 2);
  assert.equal(back.state, 'failed');
  assert.match(back.reason, /does not pass on.*too_large/);
  assert.deepEqual(bob.reported.map(({ code }) => code), ['too_large', 'too_large']);
  board.isTooLong = () => false;
  bob.room.removeStream(stream);
  await quiet();
  connect(ada, bob);
  assert.deepEqual([back.n, back.state, back.reason, peerOf(ada, bob).state], [3, 'connected', '', 'connected']);
});

test('a description that is refused once is made good by the new connection', async () => {
  const { board, ada, bob } = await pair();
  const [, back] = connect(ada, bob);
  await quiet();
  board.isTooLong = ({ n, description }) => n === 1 && description !== undefined;
  const stream = screen();
  bob.room.addStream(stream);
  await quiet();
  connect(ada, bob);
  assert.deepEqual([back.n, back.state, back.pc.signalingState], [2, 'connected', 'stable']);
  assert.deepEqual([...peerOf(ada, bob).streams.keys()], [stream.id]);
});

test('why a description was refused is no reason for what fails later', async () => {
  const { board, ada, bob } = await pair();
  const [, back] = connect(ada, bob);
  await quiet();
  const refuseOnce = (n) => {
    let isFirst = true;
    board.isTooLong = (words) => words.n === n && words.description !== undefined && isFirst && !(isFirst = false);
  };
  refuseOnce(1);
  bob.room.addStream(screen());
  await quiet();
  assert.deepEqual([back.n, back.state], [2, 'reconnecting']);
  for (let i = 0; i < 3; i++) await pass(15_000, ada, bob);
  assert.equal(back.state, 'failed');
  assert.match(back.reason, /^No way through the network was found/);
  assert.deepEqual(bob.reported.map(({ code }) => code), ['too_large']);
});

test('what is refused otherwise is reported, and ends nothing', async () => {
  const { board, ada, bob } = await pair({ bob: (room) => room.addStream(camera()) });
  const [, back] = connect(ada, bob);
  await quiet();
  board.isTooLong = ({ mute }) => mute !== undefined;
  bob.room.mute('audio');
  await quiet();
  assert.deepEqual([back.state, bob.reported.map(({ code }) => code)], ['connected', ['too_large']]);
});

test('a track whose coming the browser does not tell is taken from the description', async () => {
  const stream = screen();
  const { ada, bob } = await pair({ bob: (room) => room.addStream(stream) });
  const [there] = connect(ada, bob);
  await quiet();
  const [track, silent] = [new FakeTrack('video'), new FakeTrack('video')];
  there.pc.getTransceivers().push({ mid: '7', receiver: { track } }, { mid: '8', receiver: { track: silent } });
  const section = (mid, direction) => ['m=video 9 UDP/TLS/RTP/SAVPF 96', `a=mid:${mid}`, `a=${direction}`, `a=msid:${stream.id} x`, ''].join('\r\n');
  there.pc.remoteDescription = { type: 'offer', sdp: `v=0\r\n${section(7, 'sendrecv')}${section(8, 'inactive')}` };
  there.pc.fire('signalingstatechange');
  const tracks = peerOf(ada, bob).streams.get(stream.id).stream.getTracks();
  assert.deepEqual([tracks.includes(track), tracks.includes(silent)], [true, false]);
});

test('in a section that is used again, the stream is the one that the other side says, whatever its description has', async () => {
  const first = screen();
  const { board, ada, bob } = await pair({ bob: (room) => room.addStream(first) });
  const [there] = connect(ada, bob);
  await quiet();
  bob.room.removeStream(first);
  await quiet();
  const next = screen();
  bob.room.addStream(next);
  await quiet();
  const [, , said] = board.relayed.findLast(([from, , { description }]) => from === 'cid-b' && description);
  const [[mid, id]] = Object.entries(said.streams);
  assert.equal(id, next.id);

  const track = new FakeTrack('video');
  there.pc.getTransceivers().push({ mid, receiver: { track } });
  const sdp = `v=0\r\nm=video 9 UDP/TLS/RTP/SAVPF 96\r\na=mid:${mid}\r\na=sendrecv\r\na=msid:${first.id} x\r\n`;
  there.receive({ kind: 'description', n: there.n, description: { type: 'offer', sdp }, streams: said.streams });
  await quiet();
  assert.deepEqual(there.streams.get(next.id).stream.getTracks().includes(track), true);
});

test('what is no list of streams leaves the tracks to the description', async () => {
  const stream = screen();
  const { board, ada, bob } = await pair({ bob: (room) => room.addStream(stream) });
  const [there] = connect(ada, bob);
  await quiet();
  for (const [i, streams] of [null, ['x'], 'x', {}, { toString: 5 }].entries()) {
    const [mid, track] = [`valueOf${i}`, new FakeTrack('video')];
    there.pc.getTransceivers().push({ mid, receiver: { track } });
    const sdp = `v=0\r\no=- ${i} 1 IN IP4 0.0.0.0\r\nm=video 9 UDP/TLS/RTP/SAVPF 96\r\na=mid:${mid}\r\na=sendonly\r\na=msid:${stream.id} x\r\n`;
    board.say('cid-b', 'cid-a', { n: there.n, description: { type: 'offer', sdp }, streams });
    await quiet();
    assert.equal(there.streams.get(stream.id).stream.getTracks().includes(track), true, JSON.stringify(streams));
  }
  assert.deepEqual(ada.reported, []);
});

test('who is muted stays so when the stream is added again, or its track in another stream', async () => {
  const stream = camera();
  const [microphone] = stream.getTracks();
  const { ada, bob } = await pair({ ada: (room) => room.addStream(stream) });
  connect(ada, bob);
  await quiet();
  ada.room.mute('audio');
  for (const next of [stream, new FakeStream([microphone, new FakeTrack('video')])]) {
    ada.room.removeStream(ada.room.streams[0].stream);
    ada.room.addStream(next);
    await quiet();
    const [shown] = peerOf(bob, ada).streams.values();
    assert.deepEqual([microphone.enabled, ada.room.isMuted('audio'), ada.room.isMuted('video'), [...shown.muted]], [false, true, false, ['audio']]);
  }
  ada.room.unmute('audio');
  await quiet();
  const [shown] = peerOf(bob, ada).streams.values();
  assert.deepEqual([microphone.enabled, ada.room.isMuted('audio'), [...shown.muted]], [true, false, []]);
});

test('a picture that the app has switched off stays so where the sound is muted, and a stream that is refused is left alone', async () => {
  const stream = camera();
  const [microphone, picture] = stream.getTracks();
  const { ada } = await pair({ ada: (room) => room.addStream(stream) });
  picture.enabled = false;
  ada.room.mute('audio');
  ada.room.removeStream(stream);
  assert.throws(() => ada.room.addStream(stream, { metadata: 'x'.repeat(20_000) }), { code: 'too_large' });
  ada.room.addStream(stream);
  assert.deepEqual([microphone.enabled, picture.enabled, ada.room.isMuted('audio')], [false, false, true]);
  ada.room.unmute('audio');
  microphone.enabled = false;
  ada.room.removeStream(stream);
  ada.room.addStream(stream);
  assert.deepEqual([picture.enabled, ada.room.isMuted('audio')], [false, false]);
});

test('a track that the app has switched on or off itself is not muted', async () => {
  const stream = camera();
  const [microphone, picture] = stream.getTracks();
  const { ada } = await pair({ ada: (room) => room.addStream(stream) });
  ada.room.mute('audio');
  ada.room.removeStream(stream);
  microphone.enabled = true;
  picture.enabled = false;
  ada.room.addStream(stream);
  assert.deepEqual([ada.room.isMuted('audio'), ada.room.isMuted('video'), microphone.enabled, picture.enabled], [false, false, true, false]);
});
