import assert from 'node:assert/strict';
// Loaded already when the shim asks for it: nothing real is waited for.
import '../js/skapi-lists.js';
import '../js/skapi-rtc.js';
import { test } from 'node:test';
import { settle } from './support/clock.js';
import { submit } from './support/dom.js';
import { FakeChannel, FakeTrack } from './support/rtc.js';
import { Bench, roster } from './support/server.js';
import { Switchboard, quiet, rtcBench } from './support/switchboard.js';

const ADA = ['cid-1', 'ada'];
const USER = '11111111-2222-3333-4444-555555555555';

/** A bench connected through connectRealtime; `told` lists what its callback got since. */
async function connected(bench = new Bench()) {
  const told = [];
  const connecting = bench.client.connectRealtime((message) => told.push(message));
  await settle();
  bench.welcome();
  const socket = await connecting;
  assert.equal(socket, bench.socket);
  assert.deepEqual(told.splice(0), [{ type: 'success', message: 'Connected to WebSocket server.' }]);
  return Object.assign(bench, { told });
}

async function join(bench, group, options, members = []) {
  const joining = bench.client.joinRealtime({ group }, options);
  await bench.answer('join', { group, version: 1, complete: true, members: roster(ADA, ...members) });
  return joining;
}

test('joining and leaving answer as skapi-js does, once the server has', async () => {
  const bench = await connected();
  let settled = false;
  const joining = bench.client.joinRealtime({ group: 'lobby' });
  joining.then(() => (settled = true));
  await settle();
  assert.equal(settled, false);
  await bench.answer('join', { group: 'lobby', version: 1, complete: true, members: roster(ADA) });
  assert.deepEqual(await joining, { type: 'success', message: 'Joined realtime message group: "lobby".' });
  assert.deepEqual(bench.told, [
    { type: 'notice', message: 'User "ada" has joined the message group.', sender: 'ada', sender_cid: 'cid:cid-1', sender_rid: 'lobby', code: 'USER_JOINED' },
  ]);
  for (const group of [null, '']) {
    const leaving = bench.client.joinRealtime({ group });
    if (group === null) await bench.answer('leave');
    assert.deepEqual(await leaving, { type: 'success', message: 'Left realtime message group.' });
  }
  assert.equal(bench.sent('leave').length, 1);
  await assert.rejects(bench.client.joinRealtime({ group: 7 }), { code: 'bad_request' });
});

test('one group at a time, unless more are asked for', async () => {
  const bench = await connected();
  await join(bench, 'one');
  const second = join(bench, 'two');
  await quiet();
  await bench.answer('leave');
  await second;
  assert.deepEqual(bench.client.joined.map(({ name }) => name), ['two']);
  await join(bench, 'three', { exclusive: false });
  assert.deepEqual(bench.client.joined.map(({ name }) => name), ['two', 'three']);
});

test('a group joined the native way is none of its business', async () => {
  const bench = await connected();
  await bench.joined('native');
  await join(bench, 'one');
  assert.deepEqual(bench.client.joined.map(({ name }) => name), ['native', 'one']);
});

test('a refused join is an error with a code', async () => {
  const bench = await connected();
  const joining = assert.rejects(bench.client.joinRealtime({ group: 'x' }), { code: 'forbidden' });
  await bench.refuse('join', { code: 'forbidden' });
  await joining;
});

test('a group message goes to everybody, the sender included', async () => {
  const bench = await connected();
  await join(bench, 'lobby');
  bench.told.length = 0;
  const posting = bench.client.postRealtime({ a: 1 }, 'lobby');
  await bench.answer('publish', { delivered: 2 });
  assert.deepEqual(await posting, { type: 'success', message: 'Message sent.', delivered: 2, notified: false });
  await bench.push({ type: 'message', group: 'lobby', user_id: 'bob', cid: 'b', content: '' });
  assert.deepEqual(bench.told, [
    { type: 'message', message: { a: 1 }, sender: 'ada', sender_cid: 'cid:cid-1', sender_rid: 'lobby', code: null },
    { type: 'message', message: '', sender: 'bob', sender_cid: 'cid:b', sender_rid: 'lobby', code: null },
  ]);
});

test('a form is posted by its submit event', async () => {
  const bench = await connected();
  await join(bench, 'lobby');
  const event = submit([{ name: 'text', type: 'text', value: 'hi' }]);
  bench.client.postRealtime(event, 'lobby').catch(() => {});
  await settle();
  assert.deepEqual({ ...bench.sent('publish')[0].content }, { text: 'hi' });
  assert.equal(event.prevented, true);
  const joining = bench.client.joinRealtime(submit([{ name: 'group', type: 'text', value: '' }]));
  await bench.answer('leave');
  assert.equal((await joining).message, 'Left realtime message group.');
});

test('who gets a message: a group that is joined, a user, a connection', async () => {
  const bench = await connected();
  bench.client.postRealtime(1, USER).catch(() => {});
  bench.client.postRealtime(2, 'cid:b').catch(() => {});
  await settle();
  assert.deepEqual(bench.sent('send').map(({ user_id, cid, content }) => [user_id, cid, content]), [[USER, undefined, 1], [undefined, 'b', 2]]);
  await join(bench, USER);
  bench.client.postRealtime(3, USER).catch(() => {});
  await settle();
  assert.equal(bench.sent('publish')[0].group, USER, 'a joined group whose name looks like a user');
  await assert.rejects(bench.client.postRealtime(4, 'hall'), { code: 'not_joined' });
  await assert.rejects(bench.client.postRealtime(4, ''), { code: 'bad_request' });
  await assert.rejects(new Bench().client.postRealtime(4, 'hall'), { code: 'not_connected' });
});

test('a notification is checked and sent, and the answer says whether it was pushed', async () => {
  const bench = await connected();
  const posting = bench.client.postRealtime(1, USER, { title: 't', body: 'b', config: { always: true } });
  await settle();
  assert.deepEqual(bench.sent('send')[0].notification, { title: 't', body: 'b', always: true });
  await bench.answer('send', { delivered: 0, pushed: 2 });
  assert.equal((await posting).notified, true);
  const other = bench.client.postRealtime(1, USER, { title: 't', body: 'b' });
  await bench.answer('send', { delivered: 1, pushed: 0 });
  assert.equal((await other).notified, false);
  await join(bench, 'lobby');
  bench.client.postRealtime(1, 'lobby', { title: 't', body: 'b' }).catch(() => {});
  await settle();
  assert.deepEqual(bench.sent('publish')[0].notification, { title: 't', body: 'b' });
  await assert.rejects(bench.client.postRealtime(1, USER, { title: 't' }), { code: 'bad_request' });
  await assert.rejects(bench.client.postRealtime(1, USER, { title: 't', body: 'b'.repeat(3072) }), { code: 'too_large' });
});

test('notices and private messages arrive in the shape of skapi-js', async () => {
  const bench = await connected();
  await join(bench, 'lobby', undefined, [['b', 'bob']]);
  bench.told.length = 0;
  const about = { group: 'lobby', user_id: 'bob', cid: 'b' };
  await bench.push({ type: 'notice', code: 'USER_DISCONNECTED', version: 2, ...about });
  await bench.push({ type: 'notice', code: 'USER_JOINED', version: 3, meta: null, ...about });
  await bench.push({ type: 'notice', code: 'USER_UPDATED', version: 4, meta: 1, ...about });
  await bench.push({ type: 'notice', code: 'USER_LEFT', version: 5, ...about });
  await bench.push({ type: 'private', user_id: 'bob', cid: 'b', content: false });
  const of = { sender: 'bob', sender_cid: 'cid:b', sender_rid: 'lobby' };
  assert.deepEqual(bench.told, [
    { type: 'notice', message: 'User "bob" has been disconnected from the message group.', ...of, code: 'USER_DISCONNECTED' },
    { type: 'notice', message: 'User "bob" has joined the message group.', ...of, code: 'USER_JOINED' },
    { type: 'notice', message: 'User "bob" has left the message group.', ...of, code: 'USER_LEFT' },
    { type: 'private', message: false, ...of, sender_rid: null, code: null },
  ]);
});

test('a break is told in the words of skapi-js, and the group is joined again', async () => {
  const bench = await connected();
  await join(bench, 'lobby', undefined, [['b', 'bob']]);
  bench.told.length = 0;
  await bench.reconnect({ code: 4200 });
  assert.deepEqual(bench.told.map(({ type, message }) => [type, message]), [
    ['error', 'Skapi: WebSocket unexpected close.'],
    ['reconnect', 'Reconnecting to WebSocket server...1'],
    ['success', 'Connected to WebSocket server.'],
  ]);
  assert.equal(bench.sent('join')[0].group, 'lobby');
  bench.told.length = 0;
  await bench.answer('join', { group: 'lobby', version: 1, complete: true, members: roster(['cid-2', 'ada'], ['b', 'bob']) });
  assert.deepEqual(bench.told, []);
});

test('a close on purpose and one for good', async () => {
  const bench = await connected();
  const closing = bench.client.closeRealtime();
  bench.socket.end(1000);
  assert.equal(await closing, undefined);
  assert.deepEqual(bench.told, [{ type: 'close', message: 'WebSocket connection closed.' }]);

  const kicked = await connected();
  kicked.socket.end(4403, 'kicked');
  assert.deepEqual(kicked.told, [
    { type: 'error', message: 'Skapi: WebSocket connection error.', code: 'kicked' },
    { type: 'close', message: 'WebSocket connection closed.' },
  ]);
  await assert.rejects(new Bench().client.connectRealtime('no function'), { code: 'bad_request' });
});

test('a callback that throws does no harm', async () => {
  const bench = new Bench();
  const connecting = bench.client.connectRealtime(() => {
    throw new Error('app');
  });
  await settle();
  bench.welcome();
  await connecting;
  assert.equal(bench.reported[0].message, 'app');
});

test('users of a group, with their pages', async () => {
  const bench = await connected();
  const members = roster(['c', 'eve'], ['a', 'bob'], ['b', 'bob']);
  const ask = async (...args) => {
    const asking = bench.client.getRealtimeUsers(...args);
    await quiet();
    await bench.answer('members', { group: 'hall', members });
    return asking;
  };
  assert.deepEqual(await ask({ group: 'hall' }), {
    list: [
      { user_id: 'bob', cid: 'cid:a' },
      { user_id: 'bob', cid: 'cid:b' },
      { user_id: 'eve', cid: 'cid:c' },
    ],
    startKey: 'end',
    endOfList: true,
    startKeyHistory: ['end'],
  });
  assert.deepEqual((await ask({ group: 'hall', user_id: 'eve' })).list, [{ user_id: 'eve', cid: 'cid:c' }]);
  const first = await ask({ group: 'hall' }, { limit: 2 });
  assert.equal(first.endOfList, false);
  const more = await ask({ group: 'hall' }, { limit: 2, fetchMore: true });
  assert.deepEqual([more.list.map(({ cid }) => cid), more.endOfList], [['cid:c'], true]);
  assert.deepEqual((await ask({ group: 'hall' }, { limit: 2, fetchMore: true })).list, []);
  assert.deepEqual((await ask({ group: 'hall' }, { limit: 2, startKey: first.startKey })).list.map(({ cid }) => cid), ['cid:c']);
  assert.deepEqual((await ask({ group: 'hall' }, { ascending: false, limit: 1 })).list, [{ user_id: 'eve', cid: 'cid:c' }]);
  await assert.rejects(bench.client.getRealtimeUsers({}), { code: 'bad_request' });
});

test('users of a group that is larger than a page are all listed', async () => {
  const bench = await connected();
  const asking = bench.client.getRealtimeUsers({ group: 'hall' });
  await quiet();
  assert.deepEqual(bench.sent('members').at(-1).limit, 1000);
  await bench.answer('members', { group: 'hall', members: roster(['a', 'bob'], ['b', 'eve']), total: 3, next: 'b' });
  await quiet();
  assert.deepEqual(bench.sent('members').at(-1).after, 'b');
  await bench.answer('members', { group: 'hall', members: roster(['c', 'eve']), total: 3 });
  assert.deepEqual((await asking).list.map(({ cid }) => cid), ['cid:a', 'cid:b', 'cid:c']);
});

test('groups by every condition, range and order', async () => {
  const bench = await connected();
  const all = [['a', 3], ['ab', 1], ['b', 2], ['ba', 2]].map(([group, members]) => ({ group, members }));
  const ask = async (...args) => {
    const asking = bench.client.getRealtimeGroups(...args);
    await quiet();
    const { prefix } = bench.sent('groups').at(-1);
    await bench.answer('groups', { groups: all.filter(({ group }) => group.startsWith(prefix)) });
    return (await asking).list.map(({ group, number_of_users }) => `${group}${number_of_users}`).join();
  };
  assert.equal(await ask(), 'a3,ab1,b2,ba2');
  assert.equal(await ask(null), 'a3,ab1,b2,ba2');
  const byName = (condition, value = 'ab') => ask({ searchFor: 'group', value, condition });
  assert.equal(await byName(undefined), 'ab1');
  assert.equal(await byName('>='), 'ab1');
  assert.equal(await byName('gte', 'b'), 'b2,ba2');
  assert.equal(await byName('>'), 'b2,ba2');
  assert.equal(await byName('lt'), 'a3');
  assert.equal(await byName('<='), 'ab1');
  assert.equal(await byName('<=', 'a'), 'a3,ba2', 'ends with, as the server has it');
  assert.equal(await byName('ne'), 'a3,b2,ba2');
  assert.equal(await ask({ searchFor: 'group', value: 'ab', range: 'b' }), 'ab1,b2');
  const bySize = (more) => ask({ searchFor: 'number_of_users', ...more });
  assert.equal(await bySize({}), 'ab1,b2,ba2,a3');
  assert.equal(await bySize({ value: 2 }), 'b2,ba2');
  assert.equal(await bySize({ value: 2, condition: '>=' }), 'b2,ba2,a3');
  assert.equal(await bySize({ value: 1, range: 2 }), 'ab1,b2,ba2');
  assert.equal(await ask({ searchFor: 'number_of_users', value: 1, condition: '>' }, { ascending: false, limit: 2 }), 'a3,ba2');
  for (const bad of [{ searchFor: 'x' }, { value: 1 }, { searchFor: 'number_of_users', value: 'x' }, { value: 'a', range: 1 }, { value: 'a', condition: '~' }]) {
    await assert.rejects(bench.client.getRealtimeGroups(bad), { code: 'bad_request' });
  }
});

test('groups beyond one page of the server', async () => {
  const bench = await connected();
  const asking = bench.client.getRealtimeGroups({ searchFor: 'group', value: 'g', condition: '>=' }, { limit: 3 });
  await quiet();
  await bench.answer('groups', { groups: [{ group: 'g1', members: 1 }], next: 'g1' });
  assert.deepEqual(bench.sent('groups').map(({ prefix, limit, after }) => [prefix, limit, after]), [['g', 1000, undefined], ['g', 1000, 'g1']]);
  await bench.answer('groups', { groups: [{ group: 'g2', members: 2 }] });
  assert.deepEqual((await asking).list, [{ group: 'g1', number_of_users: 1 }, { group: 'g2', number_of_users: 2 }]);
});

test('a call in the shape of skapi-js', async () => {
  const board = new Switchboard();
  const [ada, bob] = [await board.add('cid-a', 'ada'), await board.add('cid-b', 'bob')];
  const told = { ada: [], bob: [] };
  ada.client.connectRealtime((message) => told.ada.push(message));
  bob.client.connectRealtime((message) => told.bob.push(message));
  const events = { ada: [], bob: [] };
  const { hangup, connection } = await ada.client.connectRTC({ cid: 'cid:cid-b', media: { audio: true }, ice: 'stun:own.test', channels: ['text-chat'] }, (event) => events.ada.push(event));
  assert.equal(typeof hangup, 'function');
  await quiet();
  const ring = told.bob.at(-1);
  assert.deepEqual({ ...ring, connectRTC: undefined, hangup: undefined }, { type: 'rtc:incoming', sender: 'ada', sender_cid: 'cid:cid-a', sender_rid: null, code: null, connectRTC: undefined, hangup: undefined });
  const theirs = await ring.connectRTC({ media: { video: true } }, (event) => events.bob.push(event));
  const mine = await connection;
  await quiet();
  assert.deepEqual(Object.keys(mine), ['target', 'channels', 'hangup', 'media']);
  assert.deepEqual(mine.target.configuration.iceServers, [{ urls: 'stun:own.test' }]);
  assert.equal(mine.media.getTracks()[0].kind, 'audio');
  assert.equal(theirs.media.getTracks()[0].kind, 'video');
  assert.deepEqual(Object.keys(mine.channels), ['text-chat']);
  assert.equal(await ring.connectRTC({}, () => {}), null, 'it does not ring any more');

  const channel = new FakeChannel('text-chat', { protocol: 'text-chat' });
  theirs.target.fire('datachannel', { channel });
  assert.equal(theirs.channels['text-chat'], channel);
  channel.fire('open');
  channel.fire('message', { data: 'hi' });
  theirs.target.receiveTrack(new FakeTrack('audio'), ['stream']);
  mine.target.gather('here');
  mine.target.gather(null);
  mine.target.path('connected');
  assert.ok(events.bob.some(({ type, data, target }) => type === 'message' && data === 'hi' && target === channel));
  assert.ok(events.bob.some(({ type, label, protocol }) => type === 'open' && label === 'text-chat' && protocol === 'text-chat'));
  assert.ok(events.bob.some(({ type, track, streams }) => type === 'track' && track.kind === 'audio' && streams[0] === 'stream'));
  assert.ok(events.ada.some(({ type, candidate }) => type === 'icecandidate' && candidate === 'here'));
  assert.ok(events.ada.some(({ type }) => type === 'icecandidateend'));
  assert.ok(events.ada.some(({ type, state }) => type === 'connectionstatechange' && state === 'connected'));
  assert.ok(events.ada.some(({ type, state }) => type === 'signalingstatechange' && state === 'stable'));

  mine.hangup();
  await quiet();
  assert.deepEqual(told.bob.at(-1), { type: 'rtc:closed', message: { hungup: 'ada' }, sender: 'ada', sender_cid: 'cid:cid-a', sender_rid: null, code: 'hangup' });
  assert.equal(told.ada.at(-1).type, 'rtc:closed');
  assert.deepEqual([events.ada.at(-1).type, events.ada.at(-1).state], ['connectionstatechange', 'closed']);
  assert.equal(mine.channels['text-chat'].readyState, 'closed');
  assert.deepEqual([...ada.reported, ...bob.reported], []);
});

test('of a call that crosses another, and of one that moves, a callback in the shape of skapi-js hears on', async () => {
  const bench = await rtcBench().online();
  const events = [];
  const connecting = bench.client.connectRTC({ cid: 'cid:cid-b' }, (event) => events.push(event));
  await quiet();
  await bench.answer('call', { call_id: 'c1' });
  const { connection } = await connecting;
  const own = bench.client.calls[0].pc;
  await bench.push({ type: 'rtc:merged', call_id: 'c1', into: 'c0', user_id: 'bob', cid: 'cid-b', polite: true });
  const mine = await connection;
  const { target } = mine;
  assert.notEqual(target, own);
  target.path('connected');
  const channel = new FakeChannel('text-chat', { protocol: 'text-chat' });
  target.fire('datachannel', { channel });
  channel.fire('open');
  await bench.push({ type: 'rtc:moved', call_id: 'c0', user_id: 'bob', cid: 'cid-c' });
  const { pc } = bench.client.calls[0];
  pc.path('connected');
  const connected = events.filter(({ type, target: { connectionState } }) => type === 'connectionstatechange' && connectionState);
  assert.deepEqual(connected.map((event) => [target, pc].indexOf(event.target)), [0, 1]);
  assert.equal(mine.target, pc, 'the peer connection of now');
  const ofChannel = events.filter((event) => event.target === channel);
  assert.deepEqual(ofChannel.map(({ type, readyState }) => type === 'close' ? [type, readyState] : [type]), [['open'], ['close', 'closed']]);
});

test('a declined call rejects, where skapi-js leaves its caller waiting', async () => {
  const board = new Switchboard();
  const [ada, bob] = [await board.add('cid-a', 'ada'), await board.add('cid-b', 'bob')];
  const told = [];
  ada.client.connectRealtime((message) => told.push(message));
  bob.client.connectRealtime((message) => message.type === 'rtc:incoming' && message.hangup());
  const { connection } = await ada.client.connectRTC({ cid: 'cid-b' }, () => {});
  await assert.rejects(connection, { name: 'RingwayError', code: 'declined' });
  assert.deepEqual([told.at(-1).type, told.at(-1).code, told.at(-1).sender], ['rtc:closed', 'declined', 'bob']);
});

test('closing calls by the other side, or all of them', async () => {
  const board = new Switchboard();
  const [ada, bob, eve] = [await board.add('cid-a', 'ada'), await board.add('cid-b', 'bob'), await board.add('cid-e', 'eve')];
  await ada.client.connectRTC({ cid: 'cid:cid-b' }, () => {});
  await ada.client.connectRTC({ cid: 'cid:cid-e' }, () => {});
  await ada.client.closeRTC({ cid: 'cid:cid-b' });
  assert.deepEqual(ada.client.calls.map(({ peer }) => peer.cid), ['cid-e']);
  await ada.client.closeRTC({ close_all: true });
  await quiet();
  assert.deepEqual([ada, bob, eve].flatMap(({ client }) => client.calls), []);
  await assert.rejects(ada.client.closeRTC({}), { code: 'bad_request' });
});

test('a call needs a connection id and a callback', async () => {
  const bench = await rtcBench().online();
  await assert.rejects(bench.client.connectRTC({ cid: 'cid:b' }), { code: 'bad_request' });
  await assert.rejects(bench.client.connectRTC({}, () => {}), { code: 'bad_request' });
  await assert.rejects(bench.client.connectRTC({ cid: 'cid:b', channels: ['gaming', 'gaming'] }, () => {}), { code: 'bad_request' });
});

test('without channels there is the one that skapi-js opens', async () => {
  const bench = await rtcBench().online();
  const calling = bench.client.connectRTC({ cid: 'cid:b', media: { audio: true } }, () => {});
  await quiet();
  await bench.answer('call', { call_id: 'c1' });
  await calling;
  const [{ label, ordered, maxPacketLifeTime }] = bench.client.calls[0].pc.channels;
  assert.deepEqual([label, ordered, maxPacketLifeTime], ['default', true, 10]);
});
