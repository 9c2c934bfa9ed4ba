import assert from 'node:assert/strict';
import { test } from 'node:test';
import { State } from '../js/state.js';
import { settle } from './support/clock.js';
import { Bench } from './support/server.js';

const entry = (key, value, version, more = {}) => ({ key, value, version, expires_at: 9, ...more });

async function following(...entries) {
  const bench = await new Bench().online();
  const group = await bench.joined('lobby');
  const state = new State(bench.client, group, settle);
  const told = [];
  state.on('change', ({ key, value, before }) => told.push([key, value, before]));
  const reading = state.read();
  await bench.answer('state', { group: 'lobby', state: entries });
  await reading;
  told.length = 0;
  return { bench, group, state, told };
}

test('what members set is told, and what is gone', async () => {
  const { bench, state, told } = await following(entry('a', 1, 5));
  await bench.push({ type: 'state', group: 'lobby', ...entry('b', null, 6, { cid: 'x' }) });
  await bench.push({ type: 'state', group: 'other', ...entry('b', 'not ours', 7) });
  await bench.push({ type: 'state', group: 'lobby', ...entry('__proto__', 1, 8) });
  await bench.push({ type: 'state', group: 'lobby', key: 'a', deleted: true, version: 9 });
  assert.deepEqual(told, [['b', null, undefined], ['__proto__', 1, undefined], ['a', undefined, 1]]);
  assert.deepEqual([...state.entries.keys()], ['b', '__proto__']);
  assert.deepEqual(state.entries.get('b'), { value: null, version: 6, expiresAt: 9, cid: 'x' });
});

test('a session that has moved is told the whole of it, and only the difference is news', async () => {
  const { bench, told } = await following(entry('a', 1, 5), entry('b', 2, 6), entry('c', 3, 7));
  await bench.push({ type: 'states', group: 'lobby', state: [entry('b', 2, 6), entry('c', 4, 8), entry('d', 5, 9)] });
  assert.deepEqual(told, [['a', undefined, 1], ['c', 4, 3], ['d', 5, undefined]]);
});

test('after a break it is read again, until it is there', async () => {
  const { bench, told } = await following(entry('a', 1, 5));
  await bench.reconnect();
  await bench.answer('join', { group: 'lobby', version: 1, complete: true, members: [] });
  assert.equal(bench.sent('state').length, 1, 'on the new connection');
  await bench.push({ type: 'error', id: bench.sent('state').at(-1).id, code: 'unavailable', message: 'no', temporary: true });
  await settle();
  assert.equal(bench.sent('state').length, 2);
  await bench.answer('state', { group: 'lobby', state: [] });
  assert.deepEqual(told, [['a', undefined, 1]]);
});

test('setting says what is wanted, and ends in a version', async () => {
  const { bench, state } = await following();
  const setting = state.set('hand', undefined, { ttl: 5, session: true });
  const { id: _, ...asked } = bench.sent('state_set').at(-1);
  assert.deepEqual(asked, { type: 'state_set', group: 'lobby', key: 'hand', value: null, ttl_s: 5, session: true });
  await bench.answer('state_set', { version: 7 });
  assert.equal(await setting, 7);
});

test('who has left follows no longer', async () => {
  const { bench, group, told } = await following(entry('a', 1, 5));
  const leaving = group.leave();
  await bench.answer('leave', {});
  await leaving;
  await bench.push({ type: 'state', group: 'lobby', ...entry('a', 2, 6) });
  assert.deepEqual(told, []);
});
