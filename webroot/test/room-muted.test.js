import assert from 'node:assert/strict';
import { test } from 'node:test';
import { camera, pair, peerOf } from './support/roomboard.js';
import { FakeStream, FakeTrack } from './support/rtc.js';
import { quiet } from './support/switchboard.js';

/** Ada's room with her face in it, and a screen that has her microphone, which is not added yet. */
async function shared() {
  const face = camera();
  const [microphone] = face.getTracks();
  const screen = new FakeStream([microphone, new FakeTrack('video')]);
  const { ada, bob } = await pair({ ada: (room) => room.addStream(face) });
  const { room } = ada;
  /** Whether the microphone is on, and which streams are muted: here, and as Bob has heard. */
  const state = async () => {
    await quiet();
    const muted = room.streams.map((own) => own.muted.has('audio'));
    assert.deepEqual([...peerOf(bob, ada).streams.values()].map((stream) => stream.muted.has('audio')), muted);
    return [microphone.enabled, ...muted];
  };
  return { room, face, screen, microphone, state };
}

test('a microphone that two streams have is muted in both, whichever is meant, and so it is unmuted', async () => {
  const { room, screen, state } = await shared();
  room.addStream(screen, { role: 'screen' });
  const steps = [
    [() => room.mute('audio'), [false, true, true]],
    [() => room.mute('audio', screen), [false, true, true]],
    [() => room.unmute('audio', screen), [true, false, false]],
    [() => room.mute('audio', screen), [false, true, true]],
    [() => room.unmute('audio'), [true, false, false]],
  ];
  for (const [step, expected] of steps) {
    step();
    assert.deepEqual(await state(), expected);
  }
  room.mute('video');
  assert.deepEqual([room.isMuted('video'), room.isMuted('video', screen)], [true, false], 'what is not shared');
});

test('a stream that is added while its microphone is muted is unmuted with it', async () => {
  const { room, screen, state } = await shared();
  room.mute('audio');
  room.addStream(screen, { role: 'screen' });
  assert.deepEqual(await state(), [false, true, true]);
  room.unmute('audio');
  assert.deepEqual(await state(), [true, false, false]);
});

test('a stream that has the tracks of two others mutes the one with the other', async () => {
  const { room, microphone, state } = await shared();
  const sound = new FakeTrack('audio');
  const film = new FakeStream([sound]);
  room.addStream(film, { role: 'film' });
  room.mute('audio', room.streams[0].stream);
  assert.deepEqual([await state(), sound.enabled], [[false, true, false], true]);
  room.addStream(new FakeStream([microphone, sound]), { role: 'screen' });
  assert.deepEqual([await state(), sound.enabled], [[false, true, true, true], false]);
  room.unmute('audio', film);
  assert.deepEqual([await state(), sound.enabled], [[true, false, false, false], true]);
});

test('a muted track that takes the place of another is not live by that, nor is one whose place it takes', async () => {
  for (const mutedFirst of [true, false]) {
    const { room, face, microphone, state } = await shared();
    const other = new FakeStream([new FakeTrack('audio')]);
    const [theirs] = other.getTracks();
    room.addStream(other, { role: 'other' });
    room.mute('audio', mutedFirst ? face : other);
    await room.replaceTrack(microphone, theirs);
    assert.deepEqual([(await state()).slice(1), theirs.enabled], [[true, true], false]);
    room.unmute('audio', face);
    assert.deepEqual([(await state()).slice(1), theirs.enabled], [[false, false], true]);
  }
});
