import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { Studio } from '../../app/room/studio.js';
import { pair } from '../support/roomboard.js';
import { FakeStream, FakeTrack } from '../support/rtc.js';

/** The kinds that there are devices of. */
let devices;
const reported = [];

beforeEach(() => {
  const getUserMedia = async (wanted) => {
    const kinds = Object.keys(wanted).filter((kind) => wanted[kind]);
    if (kinds.some((kind) => !devices.has(kind))) throw Object.assign(new Error('none'), { name: 'NotFoundError' });
    return new FakeStream(kinds.map((kind) => Object.assign(new FakeTrack(kind), { applyConstraints: async () => undefined })));
  };
  globalThis.MediaStream = FakeStream;
  globalThis.reportError = (error) => reported.push(error);
  globalThis.localStorage = { getItem: () => null };
  Object.defineProperty(globalThis, 'navigator', { value: { mediaDevices: { getUserMedia } }, configurable: true });
});

afterEach(() => {
  for (const name of ['MediaStream', 'reportError', 'localStorage', 'navigator']) delete globalThis[name];
});

test('who opens a camera for the first time while muted stays muted', async () => {
  for (const first of [['audio'], []]) {
    devices = new Set(first);
    const { ada } = await pair();
    const studio = new Studio();
    await studio.open();
    studio.enter(ada.room);
    if (studio.isOn('audio')) await studio.toggle('audio');
    devices = new Set(['audio', 'video']);
    await studio.toggle('video');
    assert.deepEqual([studio.isOn('video'), Boolean(studio.isOn('audio')), ada.room.isMuted('audio'), ada.room.isMuted('video')], [true, false, true, false]);
    assert.deepEqual(reported, []);
    assert.deepEqual(ada.room.streams.map(({ stream }) => stream), [studio.stream]);
  }
});
