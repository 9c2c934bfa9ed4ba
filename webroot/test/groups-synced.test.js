import assert from 'node:assert/strict';
import { test } from 'node:test';
import { State } from '../js/state.js';
import { settle } from './support/clock.js';
import { Bench, roster } from './support/server.js';

const SELF = ['cid-1', 'ada'];

/** What a group tells of its roster, in order. */
function listen(group) {
  const seen = [];
  for (const event of ['synced', 'moved']) group.on(event, () => seen.push(event));
  for (const event of ['joined', 'left']) group.on(event, ({ cid }) => seen.push([event, cid]));
  return seen;
}

const moved = (complete) => ({ type: 'moved', from: 'lobby', group: 'garden', version: 4, complete, members: roster(SELF) });

test('a group into which a connection is moved is told to be whole once, where it is so at once before the move', async () => {
  const bench = await new Bench().online();
  const seen = listen(await bench.joined('lobby', [['b', 'bob']]));
  await bench.push(moved(true));
  await bench.clock.advance(15_000);
  assert.deepEqual([seen, bench.sent('members')], [['synced', 'moved'], []]);
});

test('a group into which a connection is moved, and whose roster is incomplete, is told to be whole when it is', async () => {
  const bench = await new Bench().online();
  const seen = listen(await bench.joined('lobby', [['b', 'bob']]));
  await bench.push(moved(false));
  assert.deepEqual(seen, ['moved']);
  await bench.clock.advance(1_000);
  await bench.answer('members', { group: 'garden', version: 5, complete: true, members: roster(SELF, ['z', 'zoe']) });
  assert.deepEqual(seen, ['moved', ['joined', 'z'], 'synced']);
});

test('the state of a group into which a connection is moved is read at once, once where its roster is complete', async () => {
  for (const complete of [true, false]) {
    const bench = await new Bench().online();
    const group = await bench.joined('lobby');
    const state = new State(bench.client, group, settle);
    state.read();
    await bench.answer('state', { group: 'lobby', state: [] });
    await bench.push(moved(complete));
    assert.deepEqual(bench.sent('state').map(({ group: of }) => of), ['lobby', 'garden']);
    state.close();
  }
});

test('joining once more after a break is no news', async () => {
  const bench = await new Bench().online();
  const seen = listen(await bench.joined('lobby'));
  await bench.reconnect();
  await bench.answer('join', { group: 'lobby', version: 4, complete: true, members: roster(['cid-2', 'ada']) });
  await bench.joined('lobby');
  assert.deepEqual(seen, ['synced']);
});

test('a break before the first roster is none that it is whole again after', async () => {
  const bench = await new Bench().online();
  const joining = bench.client.join('lobby');
  const seen = listen(bench.client.group('lobby'));
  await bench.reconnect();
  await bench.answer('join', { group: 'lobby', version: 4, complete: true, members: roster(['cid-2', 'ada']) });
  await joining;
  assert.deepEqual(seen, []);
});

test('who comes and goes before the roster of a group is back that was very large is told with it', async () => {
  const bench = await new Bench().online();
  const group = await bench.joined('lobby', [['b', 'bob']]);
  const seen = listen(group);
  const count = (version, members, partial) => bench.push({ type: 'count', group: 'lobby', version, members, partial });
  await count(2_500, 2_400, true);
  await count(2_900, 1_799, false);
  await bench.push({ type: 'notice', group: 'lobby', code: 'USER_JOINED', version: 2_901, cid: 'z', user_id: 'zoe' });
  await bench.push({ type: 'notice', group: 'lobby', code: 'USER_LEFT', version: 2_902, cid: 'z', user_id: 'zoe' });
  assert.deepEqual(seen, [], 'nothing is told that is but a part');
  await bench.clock.advance(5_000);
  await bench.answer('members', { group: 'lobby', version: 2_902, complete: true, members: roster(SELF, ['b', 'bob']) });
  assert.deepEqual(seen, [['joined', 'b'], 'synced']);
});
