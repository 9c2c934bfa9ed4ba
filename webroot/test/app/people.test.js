import assert from 'node:assert/strict';
import { test } from 'node:test';
import { displayName, hue, initials, randomName } from '../../app/names.js';
import { peopleOf, statusOf } from '../../app/roster.js';

test('people stand in order: oneself, available, busy, away, each by name', () => {
  const row = (userId, name, status) => ({ cid: userId, userId, meta: { name, status } });
  const members = [row('1', 'Zoe', 'away'), row('2', 'Bob', 'busy'), row('3', 'Yan', 'available'), row('4', 'Al', 'available'), row('5', 'Me', 'away')];
  assert.deepEqual(peopleOf(members, '5').map((person) => person.name), ['Me', 'Al', 'Yan', 'Bob', 'Zoe']);
});

test('a person with two tabs has the better status of the two', () => {
  const tab = (cid, status) => ({ cid, userId: 'u', meta: { name: 'U', status } });
  const [person] = peopleOf([tab('1', 'away'), tab('2', 'available'), tab('3', 'busy')], 'me');
  assert.equal(person?.status, 'available');
  assert.equal(person?.cids.length, 3);
});

test('strange metadata does no harm', () => {
  for (const meta of [null, 7, 'x', [], {}, { name: 5, status: {} }, { name: '   ' }]) {
    assert.equal(displayName('abcdefgh', meta), 'Guest abcdef');
    assert.equal(statusOf(meta), 'available');
  }
});

test('a long name is cut at 40 characters, never within one', () => {
  assert.equal(displayName('u', { name: '😀'.repeat(50) }), `${'😀'.repeat(40)}…`);
});

test('initials are of the first and the last word, and whole letters', () => {
  assert.equal(initials('Ada Lovelace'), 'AL');
  assert.equal(initials('  grace brewster hopper '), 'GH');
  assert.equal(initials('Élodie'), 'É');
  assert.equal(initials('👩‍🚀 Sam'), '👩‍🚀S');
  assert.equal(initials(''), '?');
});

test('a hue is stable and spread over the circle', () => {
  assert.equal(hue('ada'), hue('ada'));
  const sectors = new Set(Array.from({ length: 200 }, (_, i) => Math.floor(hue(`user-${i}`) / 30)));
  assert.equal(sectors.size, 12);
});

test('a random name is two words, and follows from the dice', () => {
  assert.match(randomName(), /^\p{Lu}\p{Ll}+ \p{Lu}\p{Ll}+$/u);
  assert.equal(randomName(() => 0), 'Amber Badger');
  assert.equal(randomName(() => 0.9999), 'Zesty Wren');
});
