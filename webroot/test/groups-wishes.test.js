import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Bench, roster } from './support/server.js';

/** What is asked for after a break. */
async function rejoined(bench) {
  await bench.reconnect();
  const { meta, suspects } = bench.sent('join')[0];
  return { meta, suspects };
}

const taken = (bench) => bench.answer('join', { group: 'lobby', version: 2, complete: true, members: roster(['cid-1', 'ada']) });
const refused = (promise) => assert.rejects(promise, { code: 'too_large' });
const refuse = (bench, type) => bench.refuse(type, { code: 'too_large' });

test('an update that is refused is not what a rejoin says', async () => {
  const bench = await new Bench().online();
  const lobby = await bench.joined('lobby', [], { meta: 'old' });
  const updating = assert.rejects(lobby.update('x'.repeat(5_000)), { code: 'too_large' });
  await bench.refuse('update', { code: 'too_large' });
  await updating;
  await bench.reconnect();
  assert.equal(bench.sent('join')[0].meta, 'old');
});

test('of a join that is refused in a group that is joined, nothing is what a rejoin says', async () => {
  const bench = await new Bench().online();
  const lobby = await bench.joined('lobby', [], { meta: 'old' });
  const joining = refused(bench.client.join('lobby', { meta: 'x'.repeat(5_000), suspects: true }));
  await refuse(bench, 'join');
  await joining;
  assert.equal(lobby.state, 'joined');
  const again = bench.client.join('lobby', { suspects: false });
  assert.deepEqual([bench.sent('join').at(-1).meta, bench.sent('join').at(-1).suspects], ['old', false]);
  await taken(bench);
  await again;
  assert.deepEqual(await rejoined(bench), { meta: 'old', suspects: false });
});

test('two that are refused one after the other leave what held before them', async () => {
  const bench = await new Bench().online();
  const lobby = await bench.joined('lobby', [], { meta: 'old' });
  const [first, second] = ['a', 'b'].map((meta) => refused(lobby.update(meta)));
  for (const { id } of bench.sent('update')) await bench.push({ type: 'error', id, code: 'too_large', message: 'too large' });
  await Promise.all([first, second]);
  assert.deepEqual(await rejoined(bench), { meta: 'old', suspects: undefined });
});

test('what is set while a join with other metadata is refused holds', async () => {
  const bench = await new Bench().online();
  const lobby = await bench.joined('lobby', [], { meta: 'old' });
  const joining = refused(bench.client.join('lobby', { meta: 'refused' }));
  const updating = lobby.update('new');
  await refuse(bench, 'join');
  await bench.answer('update', { version: 2 });
  await Promise.all([joining, updating]);
  const again = bench.client.join('lobby');
  assert.equal(bench.sent('join').at(-1).meta, 'new');
  await taken(bench);
  await again;
  assert.deepEqual(await rejoined(bench), { meta: 'new', suspects: undefined });
});

test('what has no answer yet when the session is lost is asked for by itself, and costs no group where it is refused', async () => {
  const bench = await new Bench().online();
  const lobby = await bench.joined('lobby', [], { meta: 'old' });
  const updating = refused(lobby.update('x'.repeat(5_000)));
  assert.equal((await rejoined(bench)).meta, 'old');
  await taken(bench);
  await refuse(bench, 'update');
  await updating;
  assert.equal(lobby.state, 'joined');
});

test('what the app changes in its metadata is not asked for before it says so', async () => {
  const bench = await new Bench().online();
  const meta = { mood: 'old' };
  const lobby = await bench.joined('lobby', [], { meta });
  meta.bio = 'x'.repeat(5_000);
  const updating = refused(lobby.update(meta));
  meta.bio += 'y';
  await refuse(bench, 'update');
  await updating;
  const again = bench.client.join('lobby');
  assert.deepEqual(bench.sent('join').at(-1).meta, { mood: 'old' });
  await taken(bench);
  await again;
  assert.deepEqual(await rejoined(bench), { meta: { mood: 'old' }, suspects: undefined });
});

test('what is refused once and taken when it is said again is wished for', async () => {
  const bench = await new Bench().online();
  const lobby = await bench.joined('lobby', [], { meta: 'old' });
  const first = refused(lobby.update('new'));
  const second = lobby.update('new');
  const [{ id }, { id: next }] = bench.sent('update');
  await bench.push({ type: 'error', id, code: 'too_large', message: 'too large' });
  await bench.push({ type: 'result', id: next, version: 2 });
  await Promise.all([first, second]);
  const again = bench.client.join('lobby');
  assert.equal(bench.sent('join').at(-1).meta, 'new');
  await taken(bench);
  await again;
});

test('metadata that is no JSON is refused, and is not wished for', async () => {
  const bench = await new Bench().online();
  const lobby = await bench.joined('lobby', [], { meta: 'old' });
  await assert.rejects(lobby.update({ big: 1n }), { code: 'bad_request' });
  assert.deepEqual(bench.sent('update'), []);
  assert.deepEqual(await rejoined(bench), { meta: 'old', suspects: undefined });
});
