import assert from 'node:assert/strict';
import { test } from 'node:test';
import { rate, sample } from '../js/room/quality.js';
import { Speaker } from '../js/room/speaker.js';

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
