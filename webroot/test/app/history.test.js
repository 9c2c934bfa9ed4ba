import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lineWords, rowWords, whenWords } from '../../app/history-words.js';

const row = (more) => ({ direction: 'incoming', answered: null, durationMs: 0, reason: 'timeout', missed: false, ...more });

test('what became of a call is said from where one stands', () => {
  assert.equal(rowWords(row({ missed: true })), 'Missed call');
  assert.equal(rowWords(row({ missed: true, reason: 'unreachable' })), 'Missed while you were away');
  assert.equal(rowWords(row({ reason: 'declined' })), 'You declined');
  assert.equal(rowWords(row({ direction: 'outgoing', reason: 'declined' })), 'Declined');
  assert.equal(rowWords(row({ direction: 'outgoing', reason: 'cancelled' })), 'You cancelled');
  assert.equal(rowWords(row({ direction: 'outgoing' })), 'Did not answer');
  assert.equal(rowWords(row({ direction: 'outgoing', reason: 'unreachable' })), 'Could not be reached');
  assert.equal(rowWords(row({ direction: 'outgoing', reason: 'busy' })), 'Was busy');
  assert.equal(rowWords(row({ missed: true, reason: 'busy' })), 'Missed while you were busy');
  const talked = { answered: 1, durationMs: 65_000, reason: 'hangup' };
  assert.equal(rowWords(row(talked)), 'Called you, 1:05');
  assert.equal(rowWords(row({ ...talked, direction: 'outgoing' })), 'You called, 1:05');
  assert.equal(rowWords(row({ ...talked, reason: 'failed' })), 'Failed after 1:05');
  assert.equal(rowWords(row({ ...talked, reason: 'disconnected' })), 'Connection lost after 1:05');
});

test('the time is told the shorter the nearer it is', () => {
  const now = new Date(2026, 5, 15, 15, 30).getTime();
  assert.equal(whenWords(now - 5_000, now), 'just now');
  assert.equal(whenWords(now - 10 * 60_000, now), '10 min ago');
  assert.match(whenWords(new Date(2026, 5, 15, 9, 5).getTime(), now), /^0?9:05/);
  assert.match(whenWords(new Date(2026, 5, 13, 9, 5).getTime(), now), /^\p{L}+.*, 0?9:05/u);
  assert.match(whenWords(new Date(2026, 0, 2, 9, 5).getTime(), now), /2.*, 0?9:05/);
});

test('a line names who did it, and nobody where nobody did', () => {
  const nameOf = () => 'Bob';
  const line = { at: 0, what: 'failed', userId: 'b', cid: null, text: 'no pair of addresses worked' };
  assert.equal(lineWords(line, 'a', nameOf), 'Bob: no pair of addresses worked');
  assert.equal(lineWords(line, 'b', nameOf), 'You: no pair of addresses worked');
  assert.equal(lineWords({ ...line, what: 'rang', userId: null, text: 'rings on 1 device' }, 'a', nameOf), 'Rings on 1 device');
  assert.equal(lineWords({ ...line, what: 'began', text: 'calls 4f1c' }, 'a', nameOf), 'Bob: called', 'names are the page’s');
});
