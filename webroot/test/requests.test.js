import assert from 'node:assert/strict';
import { test } from 'node:test';
import { settle } from './support/clock.js';
import { Bench } from './support/server.js';

test('answers find their requests, in whatever order they come', async () => {
  const bench = await new Bench().online();
  const first = bench.client.send({ userId: 'bob' }, 'one');
  const second = bench.client.send({ cid: 'cid-9' }, 'two');
  const [one, two] = bench.sent('send');
  assert.deepEqual(one, { type: 'send', id: one.id, user_id: 'bob', content: 'one' });
  assert.deepEqual(two, { type: 'send', id: two.id, cid: 'cid-9', content: 'two' });
  await bench.push({ type: 'result', id: two.id, delivered: 2 });
  await bench.push({ type: 'result', id: one.id, delivered: 1 });
  assert.deepEqual(await first, { delivered: 1 });
  assert.deepEqual(await second, { delivered: 2 });
});

test('an error has a code, and says whether to try again and when', async () => {
  const bench = await new Bench().online();
  const sending = assert.rejects(bench.client.send({ userId: 'bob' }, 1), {
    name: 'RingwayError',
    code: 'rate_limited',
    message: 'slow down',
    temporary: true,
    retryAfterMs: 250,
  });
  await bench.refuse('send', { code: 'rate_limited', message: 'slow down', temporary: true, retry_after_ms: 250 });
  await sending;
});

test('an answer to nothing is no answer, an error of nothing is told', async () => {
  const bench = await new Bench().online();
  const errors = [];
  bench.client.on('error', (error) => errors.push(error.code));
  await bench.push({ type: 'result', id: 77 });
  await bench.push({ type: 'error', code: 'bad_request', message: 'what?', temporary: false });
  assert.deepEqual(errors, ['bad_request']);
  assert.equal(bench.client.status.state, 'online');
});

test('a break fails what may have been carried out, and repeats what does no harm', async () => {
  const bench = await new Bench().online();
  await bench.joined('lobby');
  const sending = assert.rejects(bench.client.send({ userId: 'bob' }, 1), { code: 'connection_lost', temporary: true });
  const publishing = assert.rejects(bench.client.publish('lobby', 1), { code: 'connection_lost' });
  const members = bench.client.members('hall');
  const groups = bench.client.groups({ prefix: 'l' });
  const joining = bench.client.join('attic', { meta: 7 });
  await settle();
  await bench.reconnect();
  await sending;
  await publishing;
  assert.deepEqual(
    bench.socket.sent.map(({ type, group }) => [type, group]),
    [['join', 'lobby'], ['members', 'hall'], ['groups', undefined], ['join', 'attic']],
    'back into the groups first, then the rest in order',
  );
  await bench.answer('members', { group: 'hall', members: [{ cid: 'x', user_id: 'bob', meta: null }] });
  await bench.answer('groups', { groups: [{ group: 'lobby', members: 1 }] });
  await bench.answer('join', { group: 'attic', version: 3, complete: true, members: [] });
  assert.deepEqual(await members, [{ cid: 'x', userId: 'bob', meta: null }]);
  assert.deepEqual(await groups, { groups: [{ group: 'lobby', members: 1 }] });
  assert.equal((await joining).state, 'joined');
});

test('a repeated request that breaks again is repeated again', async () => {
  const bench = await new Bench().online();
  const members = bench.client.members('hall');
  await bench.reconnect();
  await bench.reconnect();
  assert.equal(bench.sent('members').length, 1);
  await bench.answer('members', { group: 'hall', members: [] });
  assert.deepEqual(await members, []);
});

test('a message made during a break waits, but not for ever', async () => {
  const bench = await new Bench({ waitMs: 3_000, backoff: () => 2_000 }).online();
  bench.socket.end(1006);
  const early = bench.client.send({ userId: 'bob' }, 'early');
  await bench.clock.advance(2_000);
  bench.welcome();
  await bench.answer('send', { delivered: 1 });
  assert.deepEqual(await early, { delivered: 1 });

  bench.socket.end(1006);
  const late = assert.rejects(bench.client.send({ userId: 'bob' }, 'late'), { code: 'not_connected', temporary: true });
  await bench.clock.advance(4_000);
  await late;
  bench.welcome();
  await settle();
  assert.equal(bench.sent('send').length, 0);
});

test('not everything waits: there is a bound', async () => {
  const bench = await new Bench().online();
  bench.socket.end(1006);
  const waiting = Array.from({ length: 1_000 }, () => assert.rejects(bench.client.send({ userId: 'bob' }, 1), { code: 'closed' }));
  await assert.rejects(bench.client.send({ userId: 'bob' }, 1), { code: 'queue_full', temporary: true });
  await bench.client.close();
  await Promise.all(waiting);
  assert.equal(bench.clock.pending, 0);
});

test('without a connection nothing can be asked', async () => {
  const bench = new Bench();
  await assert.rejects(bench.client.join('lobby'), { code: 'not_connected' });
  await assert.rejects(bench.client.send({ userId: 'bob' }, 1), { code: 'not_connected' });
});

test('a frame the server would close the connection over is not sent', async () => {
  const bench = await new Bench().online({ limits: { frame_bytes: 1_000 } });
  await assert.rejects(bench.client.send({ userId: 'bob' }, 'é'.repeat(480)), { code: 'too_large', temporary: false });
  await assert.rejects(bench.client.send({ userId: 'bob' }, new Uint8Array(1_000)), { code: 'too_large' });
  assert.equal(bench.sent('send').length, 0);
  bench.client.send({ userId: 'bob' }, 'e'.repeat(900)).catch(() => {});
  assert.equal(bench.sent('send').length, 1);
});

test('what is not JSON is refused here', async () => {
  const bench = await new Bench().online();
  const circle = {};
  circle.circle = circle;
  for (const content of [circle, 10n]) await assert.rejects(bench.client.send({ userId: 'bob' }, content), { code: 'bad_request' });
  await assert.rejects(bench.client.send({}, 1), { code: 'bad_request' });
  await assert.rejects(bench.client.send({ userId: 'bob', cid: 'x' }, 1), { code: 'bad_request' });
});

test('undefined travels as null, and every other JSON value as it is', async () => {
  const bench = await new Bench().online();
  for (const content of [undefined, null, 0, '', false, [], {}, '%', { '#message': 1 }]) {
    bench.client.send({ userId: 'bob' }, content).catch(() => {});
    assert.deepEqual(bench.sent('send').at(-1).content, content ?? null);
  }
});

test('private messages arrive, bytes as bytes', async () => {
  const bench = await new Bench().online();
  const got = [];
  bench.client.on('private', (message) => got.push(message));
  await bench.push({ type: 'private', user_id: 'bob', cid: 'b', content: 0 });
  await bench.push({ type: 'private', user_id: 'backend', cid: null, content: new Uint8Array([10, 0, 255]) });
  assert.deepEqual(got, [
    { userId: 'bob', cid: 'b', content: 0 },
    { userId: 'backend', cid: null, content: new Uint8Array([10, 0, 255]) },
  ]);
});

for (const [kind, welcome] of [['goes on whole', { cid: 'cid-1', recovered: true, seq: 0, heard: 0 }], ['is another', { cid: 'cid-2' }]]) {
  test(`what is asked for while the welcome of a session that ${kind} is told of is sent once, behind what waited`, async () => {
    const kept = { resume: 'one', grace_ms: 10_000 };
    const bench = await new Bench().online(kept);
    const errors = [];
    const ask = (content) => bench.client.publish('lobby', content).catch(({ code }) => errors.push(code));
    await bench.joined('lobby');
    await bench.push({ type: 'rtc:incoming', call_id: 'c', user_id: 'bob', cid: 'b', ring_ms: 60_000 });
    for (const call of bench.client.calls) call.on('closed', () => ask('closed'));
    bench.client.on('ice', () => ask('ice'));
    bench.socket.end(1006);
    ask('waits');
    await bench.clock.advance(6_000);
    bench.welcome({ ...kept, resumed: true, ...welcome });
    await settle();
    const calls = welcome.recovered ? [] : ['closed'];
    assert.deepEqual(bench.sent('publish').map(({ content }) => content), ['waits', ...calls, 'ice']);
    assert.deepEqual(errors, []);
  });
}

test('what is asked for as the break is told of is sent, and waits for its answer', async () => {
  const bench = await new Bench({ waitMs: 8_000 }).online({ resume: 'one', grace_ms: 10_000 });
  let sending;
  bench.client.on('status', ({ state }) => {
    if (state === 'reconnecting') sending ??= bench.client.send({ userId: 'bob' }, 'hi');
  });
  bench.socket.end(1006);
  await bench.clock.advance(6_000);
  bench.welcome({ resume: 'two', grace_ms: 10_000, resumed: true, recovered: true, seq: 0, heard: 0 });
  // Longer than it may wait for a connection.
  await bench.clock.advance(3_000);
  assert.equal(bench.sent('send').length, 1);
  await bench.answer('send', { delivered: 1 });
  assert.deepEqual(await sending, { delivered: 1 });
});
