import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as words from '../../app/words.js';

test('the connection in words', () => {
  assert.equal(words.linkWords({ state: 'connecting' }, 0), 'Connecting…');
  assert.equal(words.linkWords({ state: 'online' }, 0), 'Online');
  assert.equal(words.linkWords({ state: 'reconnecting', retryAt: 3_100 }, 1_000), 'Reconnecting in 3 s');
  for (const retryAt of [900, 1_200]) assert.equal(words.linkWords({ state: 'reconnecting', retryAt }, 1_000), 'Reconnecting…');
  assert.equal(words.linkWords({ state: 'stopped' }, 0), 'Offline');
});

test('a node is named by the first part of the epoch', () => {
  assert.equal(words.nodeName('5f3c9a21e0/2'), '5f3c9a21');
  assert.equal(words.nodeName('n1/0'), 'n1');
  assert.equal(words.nodeName(undefined), '');
});

test('the call in words', () => {
  assert.equal(words.callWords('ringing', null), 'Ringing…');
  assert.equal(words.callWords('connecting', null), 'Connecting…');
  assert.equal(words.callWords('connected', 'direct'), 'Connected, direct');
  assert.equal(words.callWords('connected', 'relay'), 'Connected through a relay');
  assert.equal(words.callWords('connected', null), 'Connected');
  assert.equal(words.callWords('reconnecting', 'direct'), 'Reconnecting…');
});

test('a call that has found no way yet is not said to be found again', () => {
  assert.equal(words.callWords('reconnecting', null, false), 'Still connecting…');
  assert.equal(words.callWords('connected', 'direct', false), 'Connected, direct');
});

test('every reason has words for both sides', () => {
  const both = (reason) => [words.endWords(reason, 'Ada', false), words.endWords(reason, 'Ada', true)];
  assert.deepEqual(both('hangup'), ['Ada hung up', 'You hung up']);
  assert.deepEqual(both('declined'), ['Ada declined', 'You declined the call']);
  assert.deepEqual(both('cancelled'), ['Ada stopped calling', 'You cancelled the call']);
  assert.deepEqual(both('timeout'), ['Ada did not answer', 'You did not answer']);
  for (const reason of ['busy', 'answered_elsewhere', 'declined_elsewhere', 'accepted_elsewhere', 'not_begun', 'withdrawn', 'lost', 'unreachable', 'disconnected', 'moved', 'offline']) {
    assert.notEqual(words.endWords(reason, 'Ada', false), words.endWords('failed', 'Ada', false), reason);
  }
});

test('a ring says who calls, or whom this user is to call', () => {
  const ring = { name: 'Ada', video: true, starts: false, busyWith: null };
  const said = (more) => Object.values(words.ringWords({ ...ring, ...more }));
  assert.deepEqual(said({}), ['Ada is calling', 'Video call']);
  assert.deepEqual(said({ video: false, busyWith: 'Bob' }), ['Ada is calling', 'Voice call. Accepting ends your call with Bob.']);
  assert.deepEqual(said({ starts: true }), ['You are to call Ada', 'Video call. Ada is rung once you accept.']);
  assert.deepEqual(said({ starts: true, busyWith: 'Bob' }), ['You are to call Ada', 'Video call. Ada is rung once you accept. Accepting ends your call with Bob.']);
});

test('a call that was connected and then failed is not said to have never been connected', () => {
  assert.equal(words.endWords('failed', 'Ada', false), 'The call could not be connected');
  assert.equal(words.endWords('failed', 'Ada', false, true), 'The call lost its connection');
  assert.equal(words.endWords('hangup', 'Ada', false, true), 'Ada hung up');
});

test('device errors say what to do, and never name an exception', () => {
  const names = ['NotAllowedError', 'NotFoundError', 'NotReadableError', 'OverconstrainedError', 'SecurityError', 'Insecure', 'X'];
  for (const kind of ['audio', 'video', 'screen']) {
    for (const name of names) assert.doesNotMatch(words.mediaErrorWords(kind, name), /Error|Insecure/);
  }
  assert.match(words.mediaErrorWords('video', 'NotAllowedError'), /camera.*address bar/);
  assert.equal(words.mediaErrorWords('audio', 'NotFoundError'), 'No microphone was found.');
});

test('what a call goes on with is said for each lack', () => {
  assert.equal(words.fallbackWords({}), '');
  assert.match(words.fallbackWords({ video: 'NotFoundError' }), /^No camera was found\. .*sound only/);
  assert.match(words.fallbackWords({ audio: 'NotFoundError' }), /cannot hear you/);
  assert.match(words.fallbackWords({ audio: 'NotFoundError', video: 'NotFoundError' }), /^No camera or microphone was found\./);
});

test('durations', () => {
  assert.equal(words.duration(0), '0:00');
  assert.equal(words.duration(65_999), '1:05');
  assert.equal(words.duration(3_661_000), '1:01:01');
  assert.equal(words.duration(-5), '0:00');
});
