import assert from 'node:assert/strict';
import { test } from 'node:test';
import { constraints, openMedia } from '../../app/media.js';
import { linkOf } from '../../app/stats.js';

const both = { audio: true, video: true };

/** Devices of which some fail, with the error's name. */
function devices(failing) {
  const asked = [];
  const getUserMedia = async (wanted) => {
    const kinds = Object.keys(wanted);
    asked.push(kinds.join('+'));
    const name = kinds.map((kind) => failing[kind]).find(Boolean);
    if (name) throw new DOMException('no', name);
    return { getTracks: () => kinds.map((kind) => ({ kind })) };
  };
  return { asked, getUserMedia };
}

const kindsOf = ({ tracks }) => tracks.map((track) => track.kind);

test('both devices open with one question', async () => {
  const fake = devices({});
  const opened = await openMedia(both, fake, {});
  assert.deepEqual(kindsOf(opened), ['audio', 'video']);
  assert.deepEqual(fake.asked, ['audio+video']);
});

test('without a camera there is still sound', async () => {
  const opened = await openMedia(both, devices({ video: 'NotFoundError' }), {});
  assert.deepEqual(kindsOf(opened), ['audio']);
  assert.deepEqual(opened.problems, { video: 'NotFoundError' });
});

test('without any device there are two problems and no failure', async () => {
  const opened = await openMedia(both, devices({ audio: 'NotFoundError', video: 'NotAllowedError' }), {});
  assert.deepEqual(opened, { tracks: [], problems: { audio: 'NotFoundError', video: 'NotAllowedError' } });
});

test('one device that fails is asked for once', async () => {
  const fake = devices({ audio: 'NotReadableError' });
  assert.deepEqual((await openMedia({ audio: true, video: false }, fake, {})).problems, { audio: 'NotReadableError' });
  assert.deepEqual(fake.asked, ['audio']);
});

test('a page that may not have devices says so for each', async () => {
  assert.deepEqual((await openMedia(both, null, {})).problems, {
    audio: 'Insecure',
    video: 'Insecure',
  });
});

test('nothing wanted asks for nothing', async () => {
  const fake = devices({});
  await openMedia({ audio: false, video: false }, fake, {});
  assert.deepEqual(fake.asked, []);
});

test('a preferred device is wished for, not demanded: it may be unplugged', () => {
  const wanted = constraints(['audio', 'video'], { audioinput: 'mic-1' });
  assert.deepEqual(wanted.audio.deviceId, { ideal: 'mic-1' });
  assert.equal(wanted.video.deviceId, undefined);
});

const report = (...entries) => new Map(entries.map((entry) => [entry.id, entry]));
const pair = { id: 'p', type: 'candidate-pair', localCandidateId: 'l', remoteCandidateId: 'r', currentRoundTripTime: 0.0184 };
const transport = { id: 't', type: 'transport', selectedCandidatePairId: 'p' };
const end = (id, candidateType) => ({ id, type: 'candidate', candidateType });

test('a pair without a relay is direct', () => {
  assert.deepEqual(linkOf(report(transport, pair, end('l', 'host'), end('r', 'srflx'))), { path: 'direct', rttMs: 18 });
});

test('a relay at either end is a relay', () => {
  assert.equal(linkOf(report(transport, pair, end('l', 'relay'), end('r', 'host'))).path, 'relay');
  assert.equal(linkOf(report(transport, pair, end('l', 'host'), end('r', 'relay'))).path, 'relay');
});

test('a browser that marks the pair instead of naming it is understood', () => {
  const other = { ...pair, id: 'q', localCandidateId: 'x' };
  assert.equal(linkOf(report(other, { ...pair, selected: true }, end('l', 'relay'), end('r', 'host'))).path, 'relay');
});

test('before a pair is chosen nothing is claimed', () => {
  assert.deepEqual(linkOf(report(pair)), { path: null, rttMs: null });
});
