import assert from 'node:assert/strict';
import { test } from 'node:test';
import { points } from '../../admin/chart.js';
import { POLLS, Series } from '../../admin/series.js';
import { ago, callWords, everywhereWords, kickTrouble, placesWords, rate, silentWords, size, span, stayWords } from '../../admin/words.js';

const node = (name, figures = {}) => ({ node: name, frames_in: 0, frames_out: 0, connections: 0, ...figures });

test('figures that only grow become rates', () => {
  const series = new Series();
  assert.equal(series.add({ at: 1_000, nodes: [node('a', { frames_in: 50 })] })[0].in_rate, 0);
  assert.equal(series.add({ at: 3_000, nodes: [node('a', { frames_in: 90 })] })[0].in_rate, 20);
});

test('a node that was started anew under its id has no negative rate', () => {
  const series = new Series();
  series.add({ at: 1_000, nodes: [node('a', { frames_out: 50 })] });
  assert.equal(series.add({ at: 2_000, nodes: [node('a', { frames_out: 3 })] })[0].out_rate, 0);
});

test('lines are of all nodes together, and bounded', () => {
  const series = new Series();
  for (let poll = 0; poll < POLLS + 5; poll++) {
    series.add({ at: poll * 1_000, nodes: [node('a', { connections: 2 }), node('b', { connections: poll })] });
  }
  assert.equal(series.line('connections').length, POLLS);
  assert.equal(series.line('connections').at(-1), POLLS + 6);
});

test('a node that does not answer any more is shown for a minute, after the others and counted no more', () => {
  const series = new Series();
  series.add({ at: 0, nodes: [node('b', { connections: 1 }), node('a', { connections: 4 })] });
  const rows = series.add({ at: 2_000, nodes: [node('b', { connections: 1 })] });
  assert.deepEqual(
    rows.map((row) => [row.node, row.silent]),
    [
      ['b', false],
      ['a', true],
    ],
  );
  assert.equal(series.line('connections').at(-1), 1);
  assert.equal(series.add({ at: 61_000, nodes: [node('b')] }).length, 1);
});

test('the newest value is at the right edge, and zero at the bottom', () => {
  assert.match(points([0, 0]), / L300\.0,56\.0$/);
});

test('figures in words', () => {
  assert.equal(span(61_000), '1 min 1 s');
  assert.equal(span(90_061_000), '1 d 1 h');
  assert.equal(rate(3.14159), '3.1');
  assert.equal(size(1_610_612_736), '1.5 GiB');
  const call = { outgoing: false, missed: true, other: 'eve', reason: 'timeout', duration_ms: 0 };
  assert.equal(callWords(call), 'Missed a call from eve, timeout');
});

test('a kick that reached not everybody says so', () => {
  assert.equal(kickTrouble({ failed: 0, silent: 0 }), '');
  assert.equal(kickTrouble({}), '');
  assert.match(kickTrouble({ failed: 2, silent: 1 }), /^2 of them could not be disconnected\. 1 node does not answer/);
  assert.match(silentWords(3), /^3 nodes/);
});

test('how long ago something was is said by its largest unit', () => {
  const words = (/** @type {number} */ minutes) => ago(0, minutes * 60_000);
  assert.deepEqual([0.5, 1, 59, 60, 1_439, 1_440, 4_000].map(words), ['just now', '1 min ago', '59 min ago', '1 h ago', '23 h ago', '1 d ago', '2 d ago']);
  assert.equal(ago(60_000, 0), 'just now', 'clocks of two machines');
});

test('before a user is disconnected everywhere it is said how much that is', () => {
  assert.match(everywhereWords(1, 0), /^The one session ends, on whichever node,/);
  assert.match(everywhereWords(1_200, 0), /^All 1,200 sessions end, on whichever node,/);
  assert.match(everywhereWords(0, 1), /^The one member without a connection leaves every group\./);
  assert.match(everywhereWords(2, 3), /^All 2 sessions end,.* All 3 members without a connection leave every group\./);
});

test('of a member without a connection it is said how long it stays', () => {
  assert.equal(stayWords({ ttl_ms: 0, left_ms: 0 }), 'stays until it is taken out');
  assert.equal(stayWords({ ttl_ms: 60_000, left_ms: 41_300 }), 'ends in 41 s unless heard of again (TTL 1 min 0 s)');
});

test('of many groups it is said how many are not told', () => {
  const stay = { group: 'desk', since: 0, ttl_ms: 0, left_ms: 0 };
  assert.equal(placesWords({ groups: [stay], more: 0 }).length, 1);
  assert.deepEqual(placesWords({ groups: [stay], more: 1 }).slice(1), ['In 1 group more']);
  assert.deepEqual(placesWords({ groups: [stay], more: 65_436 }).slice(1), ['In 65,436 groups more']);
});
