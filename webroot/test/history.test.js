import assert from 'node:assert/strict';
import { test } from 'node:test';
import { History } from '../js/history.js';
import { settle } from './support/clock.js';
import { vectorsOf } from './support/events-of.js';
import { Bench, roster } from './support/server.js';

const GROUP = 'log:1';
const at = (offset, epoch = 'e1') => ({ epoch, offset });
const message = (offset, content = `m${offset}`) => ({ type: 'message', group: GROUP, offset, user_id: 'bob', cid: 'b', content });
const kept = (offset, content = `m${offset}`) => ({ offset, at: 5, user_id: 'bob', cid: 'b', content });

async function keeping(since) {
  const bench = await new Bench().online();
  const history = new History(bench.client, since, settle);
  const told = [];
  const gaps = [];
  history.on('gap', (position) => gaps.push(position));
  bench.client.on('message', ({ content }) => told.push(content));
  const joining = bench.client.join(GROUP, { history });
  return { bench, history, told, gaps, joining };
}

const answerJoin = (bench, fields) =>
  bench.answer('join', { group: GROUP, version: 1, complete: true, members: roster([bench.client.cid, 'ada']), ...fields });

async function joined() {
  const all = await keeping();
  await answerJoin(all.bench, { position: at(4) });
  const group = await all.joining;
  return { ...all, group };
}

test('messages are told as ever, and the position follows them', async () => {
  const { bench, history, told, group } = await joined();
  const toldByGroup = [];
  group.on('message', (got) => toldByGroup.push(got));
  await bench.push(message(5));
  assert.deepEqual(told, ['m5']);
  assert.deepEqual(toldByGroup, [{ group: GROUP, userId: 'bob', cid: 'b', content: 'm5' }]);
  assert.deepEqual(history.position, at(5));
});

test('what was missed while away is told before what came afterwards, each once', async () => {
  const { bench, history, told, gaps } = await joined();
  await bench.push(message(5));
  await bench.reconnect({ welcome: { cid: 'cid-1', resumed: true, recovered: false, heard: 0, seq: 0, resume: 't', grace_ms: 1 } });
  await bench.push(message(8));
  assert.deepEqual(told, ['m5'], 'it has to wait for what comes before it');
  assert.deepEqual(bench.sent('join').at(-1).since, at(5));
  await answerJoin(bench, { position: at(8), recovered: true, messages: [kept(6), kept(7), kept(8)] });
  await bench.push(message(9));
  assert.deepEqual(told, ['m5', 'm6', 'm7', 'm8', 'm9']);
  assert.deepEqual(history.position, at(9));
  assert.deepEqual(gaps, []);
});

test('a gap is told, and then what there is', async () => {
  const { bench, history, told, gaps } = await joined();
  await bench.reconnect();
  await bench.push(message(3));
  await answerJoin(bench, { position: at(3, 'e2'), recovered: false, messages: [] });
  await bench.push(message(4));
  assert.deepEqual(told, ['m3', 'm4']);
  assert.deepEqual(gaps, [at(3, 'e2')]);
  assert.deepEqual(history.position, at(4, 'e2'));
});

test('a gap that the server tells of moves the position', async () => {
  const { bench, history, gaps, told } = await joined();
  const [frame] = vectorsOf('Interrupted');
  await bench.push(frame);
  await bench.push(message(frame.position.offset + 1));
  assert.deepEqual(gaps, [frame.position]);
  assert.equal(told.length, 1);
  assert.deepEqual(history.position, { ...frame.position, offset: frame.position.offset + 1 });
});

const gap = (position) => ({ type: 'gap', group: GROUP, position });

test('a group that comes to be kept while one is in it is not silent from then on', async () => {
  const { bench, history, joining, told, gaps } = await keeping();
  await answerJoin(bench, {});
  await joining;
  await bench.push({ ...message(0, 'before'), offset: undefined });
  await bench.push(gap(at(7)));
  await bench.push(message(8));
  assert.deepEqual(told, ['before', 'm8']);
  assert.deepEqual(gaps, [at(7)]);
  assert.deepEqual(history.position, at(8));
});

test('what was held before a gap does not hide what comes after it', async () => {
  const { bench, history, told, gaps } = await joined();
  await bench.reconnect();
  await bench.push(message(90));
  await bench.push(gap(at(3, 'e2')));
  await bench.push(message(4));
  await answerJoin(bench, { position: at(4, 'e2'), recovered: false, messages: [] });
  await bench.push(message(5));
  assert.deepEqual(told, ['m90', 'm4', 'm5']);
  assert.deepEqual(gaps, [at(4, 'e2')]);
  assert.deepEqual(history.position, at(5, 'e2'));
});

test('a gap is told also where the join that was under way is refused', async () => {
  const { bench, history, told, gaps, group } = await joined();
  const again = bench.client.join(GROUP, { history });
  await settle();
  await bench.push(message(5));
  await bench.push(gap(at(2, 'e2')));
  await bench.push(message(3));
  await bench.push({ type: 'error', id: bench.sent('join').at(-1).id, code: 'unavailable', message: '', temporary: true });
  await assert.rejects(again);
  assert.equal(group.name, GROUP);
  assert.deepEqual(told, ['m5', 'm3']);
  assert.deepEqual(gaps, [at(2, 'e2')]);
  assert.deepEqual(history.position, at(3, 'e2'));
});

test('what was missed since an earlier visit is told at the first join, as the vectors have it', async () => {
  const { bench, history, joining, told } = await keeping(at(40, '0123456789abcdef'));
  const frame = vectorsOf('Joined').find(({ recovered }) => recovered);
  await settle();
  await bench.push({ ...frame, id: bench.sent('join').at(-1).id, group: GROUP });
  await joining;
  assert.equal(told[0], 'hi');
  assert.deepEqual([...told[1]], [1, 2]);
  assert.deepEqual(history.position, frame.position);
});

test('a page is asked for and read as the vectors have it', async () => {
  const { bench, history } = await joined();
  const [frame] = vectorsOf('HistoryPage');
  const asked = history.page({ before: 42, limit: 100 });
  await settle();
  const request = bench.socket.sent.at(-1);
  assert.deepEqual({ ...request, id: 0 }, { type: 'history', id: 0, group: GROUP, before: 42, limit: 100 });
  await bench.push({ ...frame, id: request.id });
  const [first] = frame.messages;
  assert.deepEqual(await asked, {
    messages: [{ group: GROUP, userId: first.user_id, cid: first.cid, content: first.content, offset: first.offset, at: first.at }],
    more: true,
  });
});

test('what is published goes out again, under the same key, where the connection took the answer with it', async () => {
  const { bench, history } = await joined();
  const publishing = history.publish('hi');
  await settle();
  const [first] = bench.sent('publish');
  assert.match(first.idempotency_key, /^[0-9a-f]{32}$/);
  await bench.reconnect();
  await answerJoin(bench, { position: at(4), recovered: true, messages: [] });
  await settle();
  assert.equal(bench.sent('publish').at(-1).idempotency_key, first.idempotency_key);
  await bench.answer('publish', { delivered: 2, offset: 5 });
  assert.deepEqual(await publishing, { delivered: 2, offset: 5 });
  assert.deepEqual(history.position, at(5), 'its own message is behind it');
});

test('nothing is read or published before a group is joined', async () => {
  const history = new History(new Bench().client);
  await assert.rejects(history.page(), /join a group/);
  await assert.rejects(history.publish(1), /join a group/);
});

test('a join that is refused while joined does not keep the messages back', async () => {
  const { bench, told, history } = await joined();
  const again = bench.client.join(GROUP, { meta: 'new' });
  await settle();
  await bench.push(message(5));
  assert.deepEqual(told, []);
  await bench.refuse('join', { code: 'unavailable', message: 'later', temporary: true });
  await assert.rejects(again, { code: 'unavailable' });
  await bench.push(message(6));
  assert.deepEqual(told, ['m5', 'm6']);
  assert.deepEqual(history.position, at(6));
});
