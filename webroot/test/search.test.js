import assert from 'node:assert/strict';
import { test } from 'node:test';
import { check } from '../js/errors.js';
import { compare, searchOf } from '../js/search.js';

/** In the order of their code points: by code units the last one would come before the one ahead of it. */
const NAMES = ['', 'a', 'ab', 'b', 'é', '\u{d7ff}', '\u{ff21}', '\u{ffff}', '\u{1f600}', '\u{1f600}a', '\u{1f601}'];

test('names are in the order in which the server sorts them', () => {
  assert.deepEqual([...NAMES].reverse().sort(compare), NAMES);
  for (const one of NAMES) assert.equal(compare(one, one), 0);
});

test('a search of groups by name compares as the server sorts', () => {
  const found = (search) => {
    const { matches } = searchOf(search, check);
    return NAMES.filter((group) => matches({ group, members: 1 }));
  };
  assert.deepEqual(found({ value: '\u{ff21}', condition: '>' }), NAMES.slice(7));
  assert.deepEqual(found({ value: '\u{1f600}', condition: '<' }), NAMES.slice(0, 8));
  assert.deepEqual(found({ value: '\u{ffff}', range: '\u{1f600}' }), ['\u{ffff}', '\u{1f600}']);
});
