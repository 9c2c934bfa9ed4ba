import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Ladder } from '../js/room/ladder.js';
import { FakeClock } from './support/clock.js';

/** A ladder of which whoever is told of the loss that follows `after` others stops it. */
function stopped(after) {
  const clock = new FakeClock();
  const done = [];
  let losses = 0;
  const lost = () => losses++ === after && ladder.stop();
  const act = (what) => () => done.push(what);
  const ladder = new Ladder(clock, { found: act('found'), lost, restart: act('restart'), rebuild: act('rebuild'), gaveUp: act('gave up') });
  ladder.begin(false);
  return { clock, done, ladder };
}

for (const [after, states, before] of [
  [0, ['connected', 'disconnected'], ['found']],
  [0, ['connected', 'failed'], ['found']],
  [1, ['connected', 'failed', 'failed'], ['found', 'restart']],
]) {
  test(`a ladder that is stopped by who is told of the last of ${states} does nothing from then on`, async () => {
    const { clock, done, ladder } = stopped(after);
    for (const state of states) ladder.change(state);
    assert.equal(clock.pending, 0);
    ladder.again();
    ladder.refused();
    await clock.advance(60_000);
    assert.deepEqual(done, before);
  });
}
