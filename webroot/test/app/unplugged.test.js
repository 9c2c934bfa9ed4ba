import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { LocalMedia } from '../../app/local-media.js';
import { Studio } from '../../app/room/studio.js';
import { pair } from '../support/roomboard.js';
import { FakeStream, FakeTrack } from '../support/rtc.js';
import { quiet } from '../support/switchboard.js';

class Stream extends FakeStream {
  getVideoTracks = () => this.getTracks().filter(({ kind }) => kind === 'video');
}

const reported = [];

beforeEach(() => {
  const open = async (wanted) => {
    const kinds = Object.keys(wanted).filter((kind) => wanted[kind]);
    return new Stream(kinds.map((kind) => Object.assign(new FakeTrack(kind), { applyConstraints: async () => undefined })));
  };
  globalThis.MediaStream = Stream;
  globalThis.reportError = (error) => reported.push(error);
  globalThis.localStorage = { getItem: () => null, setItem() {} };
  const mediaDevices = { getUserMedia: open, getDisplayMedia: () => open({ video: true }) };
  Object.defineProperty(globalThis, 'navigator', { value: { mediaDevices }, configurable: true });
});

afterEach(() => {
  for (const name of ['MediaStream', 'reportError', 'localStorage', 'navigator']) delete globalThis[name];
  assert.deepEqual(reported.splice(0), []);
});

/** The browser ends it: its device is gone, or not allowed any more. */
async function unplug(track) {
  track.stop();
  track.fire('ended');
  await quiet();
}

const NOUN = { audio: 'microphone', video: 'camera' };
const words = (kind) => new RegExp(`^The ${NOUN[kind]} has stopped`);

/** What a call sends, by kind: the track of now. */
async function media() {
  const sent = {};
  const local = new LocalMedia(async (kind, track) => void (sent[kind] = track));
  await local.open(true);
  const track = (kind) => local.stream.getTracks().find((one) => one.kind === kind);
  return { local, sent, track };
}

for (const kind of ['audio', 'video']) {
  const device = kind === 'audio' ? 'mic' : 'camera';

  test(`in a call, a ${NOUN[kind]} that goes is said to be off, and another that is chosen goes on`, async () => {
    const { local, sent, track } = await media();
    await unplug(track(kind));
    assert.deepEqual([local[device], sent[kind], track(kind), [...local.lost]], [false, null, undefined, [kind]]);
    assert.match(local.problem, words(kind));
    await local.useOther(kind);
    assert.deepEqual([local[device], sent[kind], local.problem, [...local.lost]], [true, track(kind), '', []]);
    assert.equal(track(kind).readyState, 'live');
  });

  test(`in a room, a ${NOUN[kind]} that goes is muted for everybody, and another that is chosen goes on`, async () => {
    const { ada } = await pair();
    const studio = new Studio();
    const lost = [];
    studio.on('lost', (text) => lost.push(text));
    await studio.open();
    studio.enter(ada.room);
    await unplug(studio.track(kind));
    assert.deepEqual([Boolean(studio.isOn(kind)), ada.room.isMuted(kind), lost.length], [false, true, 1]);
    assert.match(lost[0], words(kind));
    await studio.choose(kind === 'audio' ? 'audioinput' : 'videoinput', 'other');
    assert.deepEqual([studio.isOn(kind), ada.room.isMuted(kind), studio.track(kind).enabled], [true, false, true]);
    assert.deepEqual(ada.room.streams.map(({ stream }) => stream.getTracks().includes(studio.track(kind))), [true]);
  });
}

test('a device that goes while it is off is not missed, and one that is chosen stays off', async () => {
  const { local, track } = await media();
  await local.toggleMic();
  await unplug(track('audio'));
  await local.useOther('audio');
  assert.deepEqual([local.mic, local.problem, track('audio')], [false, '', undefined]);
  await local.toggleMic();
  assert.deepEqual([local.mic, track('audio').enabled], [true, true]);

  const studio = new Studio();
  studio.on('lost', assert.fail);
  await studio.open();
  await studio.toggle('audio');
  await unplug(studio.track('audio'));
  await studio.choose('audioinput', 'other');
  assert.equal(Boolean(studio.isOn('audio')), false);
  await studio.toggle('audio');
  assert.equal(studio.isOn('audio'), true);
});

test('a camera that goes behind a shared screen leaves that on the screen, and is not there after it', async () => {
  const { local, sent, track } = await media();
  const camera = track('video');
  await local.toggleScreen();
  const screen = track('video');
  await unplug(camera);
  assert.deepEqual([local.camera, local.screen, sent.video], [false, true, screen]);
  assert.match(local.problem, words('video'));
  await local.toggleScreen();
  assert.deepEqual([sent.video, track('video')], [null, undefined]);
});

test('a device that goes after another has taken its place, or after the call, is nobody’s business', async () => {
  const { local, track } = await media();
  const former = track('audio');
  await local.useOther('audio');
  await unplug(former);
  assert.deepEqual([local.mic, local.problem], [true, '']);
  const last = track('audio');
  local.close();
  await unplug(last);
  assert.equal(local.problem, '');
});
