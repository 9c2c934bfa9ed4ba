import assert from 'node:assert/strict';
import { test } from 'node:test';
import { KEPT, again, listen } from './support/breaks.js';
import { settle } from './support/clock.js';
import { Bench, roster } from './support/server.js';

const SELF = ['cid-1', 'ada'];
const BUSY = { code: 'rate_limited', temporary: true };
const joinAnswer = { group: 'lobby', version: 1, complete: true, members: roster(SELF) };

/** A group that is left while it is joined, and neither is answered yet. */
async function crossing() {
  const bench = await new Bench().online();
  const joining = bench.client.join('lobby');
  await settle();
  const group = bench.client.group('lobby');
  const leaving = group.leave();
  return { bench, joining, group, leaving };
}

test('a group whose leave crosses its join, and is refused, is joined, and can be joined again', { timeout: 5_000 }, async () => {
  const { bench, joining, group, leaving } = await crossing();
  const refused = assert.rejects(leaving, { code: 'rate_limited' });
  await bench.answer('join', joinAnswer);
  await joining;
  assert.equal(group.state, 'leaving');
  await bench.refuse('leave', BUSY);
  await refused;
  assert.equal(group.state, 'joined');
  assert.equal(await bench.joined('lobby'), group);
});

test('a group whose join is refused while it is left is closed, however the leave ends', async () => {
  for (const code of ['not_joined', 'rate_limited']) {
    const { bench, joining, group, leaving } = await crossing();
    const seen = listen(bench, group);
    const refused = [assert.rejects(joining, { code: 'forbidden' }), code === 'not_joined' ? leaving : assert.rejects(leaving, { code })];
    await bench.refuse('join', { code: 'forbidden' });
    assert.deepEqual([group.state, bench.client.group('lobby')], ['left', undefined]);
    await bench.refuse('leave', { code });
    await Promise.all(refused);
    assert.deepEqual([group.state, seen], ['left', [['closed']]]);
  }
});

test('a group of whose leaves the first is refused is being left until the other is answered', async () => {
  const bench = await new Bench().online();
  const group = await bench.joined('lobby');
  const [first, second] = [assert.rejects(group.leave(), { code: 'rate_limited' }), assert.rejects(group.leave(), { code: 'rate_limited' })];
  const [{ id }] = bench.sent('leave');
  await bench.push({ type: 'error', id, message: '', ...BUSY });
  await first;
  assert.equal(group.state, 'leaving');
  await bench.refuse('leave', BUSY);
  await second;
  assert.equal(group.state, 'joined');
});

test('a group whose leave is refused is told to be whole, though its roster came while it was left', async () => {
  const bench = await new Bench().online(KEPT);
  const group = await bench.joined('lobby', [['b', 'bob']]);
  bench.socket.end(1006);
  await bench.clock.advance(1_000);
  bench.welcome(again({ recovered: false }));
  await bench.answer('join', { group: 'lobby', version: 9, complete: false, members: roster(SELF) });
  const seen = listen(bench, group);
  const refused = assert.rejects(group.leave(), { code: 'rate_limited' });
  await bench.clock.advance(500);
  const whole = { group: 'lobby', version: 9, complete: true, members: roster(SELF) };
  await bench.answer('members', whole);
  assert.deepEqual(seen, [], 'it is being left');
  await bench.refuse('leave', BUSY);
  await refused;
  await bench.answer('members', whole);
  assert.deepEqual(seen, [['left', 'b'], ['synced']]);
  await bench.clock.advance(10_000);
  assert.equal(bench.sent('members').length, 2);
});

test('of skapi joins a refused one into no group leaves the group of before it joined', { timeout: 5_000 }, async () => {
  const bench = await new Bench().online();
  const joining = bench.client.joinRealtime({ group: 'lobby' });
  const refused = assert.rejects(bench.client.joinRealtime({ group: '' }), { code: 'rate_limited' });
  await bench.answer('join', joinAnswer);
  assert.equal((await joining).type, 'success');
  await bench.refuse('leave', BUSY);
  await refused;
  assert.equal(bench.client.group('lobby').state, 'joined');
});

test('a group that is left and joined again at once is the new one, once the former is left', async () => {
  const bench = await new Bench().online();
  const former = await bench.joined('lobby');
  const leaving = former.leave();
  const joining = bench.client.join('lobby');
  await bench.answer('leave');
  await leaving;
  await bench.answer('join', joinAnswer);
  const group = await joining;
  assert.deepEqual([former.state, group.state, bench.client.group('lobby') === group, bench.client.joined.length], ['left', 'joined', true, 1]);
});
