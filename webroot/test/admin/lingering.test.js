import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Lingering } from '../../admin/lingering.js';

const seen = (rows) => rows.map(({ item, isGone }) => (isGone ? `(${item})` : item)).join(' ');

test('what is gone keeps its place until a list that comes a second later', () => {
  const rows = new Lingering((item) => item);
  assert.equal(seen(rows.next(['a', 'b', 'c'], 0)), 'a b c');
  assert.equal(seen(rows.next(['b', 'c'], 5_000)), '(a) b c');
  assert.equal(seen(rows.next(['b', 'c'], 5_999)), '(a) b c');
  assert.equal(seen(rows.next(['b', 'c'], 6_000)), 'b c');
});

test('each that goes has a second of its own, and all may', () => {
  const rows = new Lingering((item) => item);
  rows.next(['a', 'b', 'c'], 0);
  assert.equal(seen(rows.next(['a', 'c'], 100)), 'a (b) c');
  assert.equal(seen(rows.next([], 900)), '(a) (b) (c)');
  assert.equal(seen(rows.next([], 1_100)), '(a) (c)');
  assert.equal(seen(rows.next([], 1_900)), '');
});

test('what comes back is there again, and new ones do not wait', () => {
  const rows = new Lingering((item) => item);
  rows.next(['a', 'b'], 0);
  assert.equal(seen(rows.next(['b'], 10)), '(a) b');
  assert.equal(seen(rows.next(['a', 'b', 'd'], 20)), 'a b d');
  assert.equal(seen(rows.next(['b', 'd'], 2_000)), '(a) b d', 'counted from when it went last');
});

test('nothing of one user is shown of the next', () => {
  const rows = new Lingering((item) => item);
  rows.next(['a'], 0);
  rows.clear();
  assert.equal(seen(rows.next(['b'], 1)), 'b');
});
