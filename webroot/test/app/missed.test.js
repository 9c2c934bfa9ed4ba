import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Missed } from '../../app/missed.js';
import { missedWords } from '../../app/words.js';

const call = (id, ended, more = {}) => ({ id, ended, caller: `caller of ${id}`, missed: true, seen: false, reason: 'busy', ...more });
const settled = () => new Promise(setImmediate);

function page(serverTime = 1_000) {
  const ringway = { welcome: { serverTime } };
  const told = [];
  const log = {
    rows: [],
    on: (_type, listener) => (log.unseen = listener),
    calls: async ({ limit }) => ({ calls: log.rows.slice(0, limit) }),
  };
  new Missed(ringway, log, ({ id }) => told.push(id));
  return { log, told, ringway };
}

test('each call that never rang is told once, in their order', async () => {
  const { log, told } = page();
  log.rows = [call('b', 1_200), call('a', 1_100)];
  log.unseen(1);
  log.unseen(2);
  await settled();
  log.rows.unshift(call('c', 1_300));
  log.unseen(3);
  await settled();
  assert.deepEqual(told, ['a', 'b', 'c']);
});

test('calls from before the page, that rang here, or that were seen elsewhere are not told', async () => {
  const { log, told } = page();
  log.rows = [call('rang', 1_500, { reason: 'cancelled' }), call('seen', 1_400, { seen: true }), call('mine', 1_300, { missed: false }), call('old', 900)];
  log.unseen(4);
  await settled();
  assert.deepEqual(told, []);
});

test('a list that cannot be had, or a number that goes down, tells nothing', async () => {
  const { log, told } = page();
  log.unseen(3);
  await settled();
  log.calls = async () => Promise.reject(new Error('away'));
  log.unseen(5);
  await settled();
  log.calls = async () => ({ calls: [call('a', 1_100)] });
  log.unseen(0);
  await settled();
  assert.deepEqual(told, []);
});

test('several calls of one caller are one line', () => {
  assert.equal(missedWords('Bob', 1), 'Missed call from Bob');
  assert.equal(missedWords('Bob', 3), '3 missed calls from Bob');
});
