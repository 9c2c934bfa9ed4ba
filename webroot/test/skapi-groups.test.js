import assert from 'node:assert/strict';
import { test } from 'node:test';
import { settle } from './support/clock.js';
import { Bench, roster } from './support/server.js';

const names = (bench) => bench.client.joined.map(({ name }) => name);
const asked = (bench) => bench.socket.sent.filter(({ group }) => group).map(({ type, group }) => `${type} ${group}`);

/** Answers every request of now and of later on, in order. */
function answering(bench) {
  const { socket } = bench;
  const answer = ({ type, id, group }) =>
    socket.push({ type: 'result', id, ...(type === 'join' && { group, version: 1, complete: true, members: roster(['cid-1', 'ada']) }) });
  const send = socket.send.bind(socket);
  socket.send = (data) => {
    send(data);
    const frame = socket.sent.at(-1);
    queueMicrotask(() => answer(frame));
  };
  for (const frame of socket.sent) answer(frame);
}

test('who leaves before the join was answered is in no group', async () => {
  const bench = await new Bench().online();
  const joining = bench.client.joinRealtime({ group: 'a' });
  const leaving = bench.client.joinRealtime({ group: '' });
  await settle();
  answering(bench);
  await Promise.all([joining, leaving]);
  assert.deepEqual([asked(bench), names(bench)], [['join a', 'leave a'], []]);
});

test('of joins that are not waited for the last one counts', async () => {
  const bench = await new Bench().online();
  const joins = ['a', 'b', 'a', 'c'].map((group) => bench.client.joinRealtime({ group }));
  await settle();
  answering(bench);
  await Promise.all(joins);
  assert.deepEqual(names(bench), ['c']);
});

test('what is posted while a join is under way goes behind it', async () => {
  const bench = await new Bench().online();
  bench.client.joinRealtime({ group: 'a' });
  bench.client.postRealtime('hi', 'a');
  await settle();
  assert.deepEqual(asked(bench), ['join a', 'publish a']);
});

test('a group that could not be left is left the next time', async () => {
  const bench = await new Bench().online();
  const answerJoin = (group) => bench.answer('join', { group, version: 1, complete: true, members: roster(['cid-1', 'ada']) });
  const first = bench.client.joinRealtime({ group: 'a' });
  await answerJoin('a');
  await first;
  const second = assert.rejects(bench.client.joinRealtime({ group: 'b' }), { code: 'unavailable' });
  await answerJoin('b');
  await bench.refuse('leave', { code: 'unavailable', temporary: true });
  await second;
  assert.deepEqual(names(bench), ['a', 'b']);
  const third = bench.client.joinRealtime({ group: 'c' });
  await answerJoin('c');
  await bench.answer('leave');
  await bench.answer('leave');
  await third;
  assert.deepEqual(names(bench), ['c']);
});

test('a group that was refused is not the one that users are asked of', async () => {
  const bench = await new Bench().online();
  const joining = bench.client.joinRealtime({ group: 'a' });
  await bench.answer('join', { group: 'a', version: 1, complete: true, members: roster(['cid-1', 'ada']) });
  await joining;
  const refused = assert.rejects(bench.client.joinRealtime({ group: 'x' }), { code: 'forbidden' });
  await bench.refuse('join', { code: 'forbidden' });
  await refused;
  const users = bench.client.getRealtimeUsers();
  while (bench.sent('members').length === 0) await new Promise((wake) => setImmediate(wake));
  assert.equal(bench.sent('members')[0].group, 'a');
  await bench.answer('members', { members: [] });
  await users;
});

/** Who was told to have joined which group. */
const told = (bench) => {
  const joined = [];
  bench.client.connectRealtime(({ type, code, sender_rid }) => type === 'notice' && joined.push([code, sender_rid]));
  return joined;
};

test('a group that is joined again while others are left is not left with them', async () => {
  const bench = await new Bench().online();
  const answers = (type, group) => bench.answer(type, { group, version: 1, complete: true, members: roster(['cid-1', 'ada']) });
  for (const group of ['a', 'b']) {
    const joining = bench.client.joinRealtime({ group }, { exclusive: false });
    await answers('join', group);
    await joining;
  }
  const first = bench.client.joinRealtime({ group: 'c' });
  await answers('join', 'c');
  assert.deepEqual(asked(bench).slice(2), ['join c', 'leave a']);
  const last = bench.client.joinRealtime({ group: 'b' });
  answering(bench);
  await Promise.all([first, last]);
  assert.deepEqual(names(bench), ['b']);
});

test('who leaves all groups stays in one that is joined meanwhile', async () => {
  const bench = await new Bench().online();
  for (const group of ['a', 'b']) {
    const joining = bench.client.joinRealtime({ group }, { exclusive: false });
    await bench.answer('join', { group, version: 1, complete: true, members: roster(['cid-1', 'ada']) });
    await joining;
  }
  const leaving = bench.client.joinRealtime({ group: '' });
  const joining = bench.client.joinRealtime({ group: 'b' }, { exclusive: false });
  await settle();
  answering(bench);
  await Promise.all([leaving, joining]);
  assert.deepEqual(names(bench), ['b']);
});

test('joins of one group at once are told as one, also where the first of them is refused', async () => {
  const bench = await new Bench().online();
  const joined = told(bench);
  const joins = [bench.client.joinRealtime({ group: 'a' }), bench.client.joinRealtime({ group: 'a' })];
  await settle();
  answering(bench);
  await Promise.all(joins);
  assert.deepEqual(joined, [['USER_JOINED', 'a']]);
  await bench.reconnect();
  const refused = assert.rejects(bench.client.joinRealtime({ group: 'b' }), { code: 'rate_limited' });
  const second = bench.client.joinRealtime({ group: 'b' });
  await bench.refuse('join', { code: 'rate_limited', temporary: true });
  await refused;
  await settle();
  answering(bench);
  await second;
  assert.deepEqual(joined, [['USER_JOINED', 'a'], ['USER_JOINED', 'b']]);
});
