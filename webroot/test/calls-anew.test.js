import assert from 'node:assert/strict';
import { test } from 'node:test';
import { KEPT, again } from './support/breaks.js';
import { Switchboard, connected, quiet } from './support/switchboard.js';

const CHANNELS = ['file-transfer', { label: 'chat', ordered: true, protocol: 'words', maxRetransmits: 7 }];

/** Both sides live through this time, which takes both as long. */
async function pass(ms, ...sides) {
  for (let left = ms; left > 0; left -= 500) {
    await Promise.all(sides.map(({ clock }) => clock.advance(500)));
    await quiet();
  }
}

/** Two who have a call, and have found no way. */
async function accepted(options = {}) {
  const board = new Switchboard();
  Object.assign(board, options);
  const [ada, bob] = [await board.add('cid-a', 'ada'), await board.add('cid-b', 'bob')];
  const call = await ada.client.call({ cid: 'cid-b', media: { audio: true }, channels: CHANNELS });
  const incoming = await bob.incoming;
  await incoming.accept({ media: { video: true } });
  await quiet();
  return { board, ada, bob, call, incoming };
}

const find = async (...calls) => {
  for (const { pc } of calls) pc.path('connected');
  await quiet();
};

test('a call whose way is lost, and not found again, begins anew on both sides', async () => {
  const { ada, bob, board, call, incoming } = await connected({ media: { audio: true }, channels: CHANNELS }, { media: { video: true } });
  const before = [call.pc, incoming.pc];
  const told = [];
  for (const one of [call, incoming]) for (const event of ['moved', 'closed', 'state']) one.on(event, (what) => told.push([one.direction, event, what.state ?? what]));
  call.on('moved', () => told.push(['channels', call.channels.size]));
  for (const one of [call, incoming]) one.on('channel', ({ label }) => told.push([one.direction, 'channel', label]));
  const peers = [];
  for (const { client } of [ada, bob]) client.on('call', ({ pc }) => peers.push(pc));
  call.pc.path('failed');
  await pass(9_500, ada);
  assert.deepEqual([call.pc, incoming.pc], before, 'a restart has its time');
  board.signals.length = 0;
  await pass(500, ada);
  assert.deepEqual(before.map(({ signalingState }) => signalingState), ['closed', 'closed']);
  assert.ok(peers.length === 2 && peers.includes(call.pc) && peers.includes(incoming.pc));
  assert.deepEqual(board.signals, [['cid-a', 'offer'], ['cid-b', 'answer']]);
  assert.deepEqual([call.pc, incoming.pc].map((pc) => pc.getSenders().map(({ track }) => track.kind)), [['audio'], ['video']]);
  assert.deepEqual(
    call.pc.channels.map(({ label, ordered, protocol, maxPacketLifeTime, maxRetransmits }) => [label, ordered, protocol, maxPacketLifeTime, maxRetransmits]),
    [['file-transfer', false, 'file-transfer', 3000, undefined], ['chat', true, 'words', undefined, 7]],
  );
  assert.deepEqual([[...call.channels.values()], incoming.pc.channels], [call.pc.channels, []]);
  await find(call, incoming);
  assert.deepEqual([call.state, incoming.state], ['connected', 'connected']);
  await pass(60_000, ada, bob);
  assert.deepEqual([call.state, incoming.state], ['connected', 'connected']);
  assert.deepEqual(told.filter(([, event]) => event === 'closed'), []);
  const ofChannels = told.filter(([what, event]) => what === 'channels' || event === 'channel');
  assert.deepEqual(ofChannels, [['channels', 0], ['outgoing', 'channel', 'file-transfer'], ['outgoing', 'channel', 'chat']], 'after the move is told');
  assert.deepEqual(told.filter(([, event]) => event === 'moved').map(([direction]) => direction).sort(), ['incoming', 'outgoing']);
  assert.deepEqual([...ada.reported, ...bob.reported], []);
});

test('a call whose search never begins, or never ends, begins anew once, though both sides ask', async () => {
  const { ada, bob, board, call, incoming } = await accepted();
  const before = [call.pc, incoming.pc];
  await pass(19_500, ada, bob);
  assert.deepEqual([call.pc, incoming.pc], before);
  board.signals.length = 0;
  await pass(500, ada, bob);
  assert.deepEqual([ada.sent('move').length, bob.sent('move').length], [1, 1]);
  assert.ok(call.pc !== before[0] && incoming.pc !== before[1]);
  assert.deepEqual(board.signals, [['cid-a', 'offer'], ['cid-b', 'answer']]);
  await find(call, incoming);
  assert.deepEqual([call.state, incoming.state], ['connected', 'connected']);
  assert.deepEqual([...ada.reported, ...bob.reported], []);
});

test('where the callee begins anew, the caller opens its channels again, but for those that were closed', async () => {
  const { ada, bob, call, incoming } = await accepted();
  call.channels.get('chat').close();
  await pass(20_000, bob);
  assert.deepEqual([ada.sent('move').length, bob.sent('move').length], [0, 1]);
  assert.deepEqual([call.pc.channels.map(({ label }) => label), [...call.channels.keys()]], [['file-transfer'], ['file-transfer']]);
  assert.deepEqual([incoming.pc.channels, incoming.pc.signalingState, call.pc.signalingState], [[], 'stable', 'stable']);
  await find(call, incoming);
  assert.deepEqual([call.state, incoming.state], ['connected', 'connected']);
});

test('a call that finds no way by another peer connection either ends, and says in words why', async () => {
  const { ada, bob, call, incoming } = await accepted();
  const ends = [];
  for (const one of [call, incoming]) one.on('closed', (end) => ends.push(end));
  const failed = assert.rejects(call.connected, { code: 'failed', temporary: true, message: 'no way through the network was found' });
  await pass(34_500, ada, bob);
  assert.deepEqual(ends, []);
  await pass(500, ada, bob);
  await failed;
  assert.deepEqual(ends, [call, incoming].map(() => ({ reason: 'failed', text: 'no way through the network was found' })));
  assert.deepEqual([ada.sent('move').length, bob.sent('move').length], [1, 1]);
});

test('with a server, or another side, that cannot begin anew the call ends in its time', async () => {
  const { ada, bob, call, incoming } = await accepted({ stuck: true });
  const before = [call.pc, incoming.pc];
  await pass(34_500, ada, bob);
  assert.deepEqual([call.pc, incoming.pc, call.state], [...before, 'reconnecting']);
  await pass(500, ada, bob);
  assert.deepEqual([call.state, incoming.state], ['closed', 'closed']);
  assert.deepEqual([...ada.reported, ...bob.reported], []);
});

test('a call that has begun anew, and found its way, may begin anew when it is lost again', async () => {
  const { ada, bob, board, call, incoming } = await accepted();
  await pass(20_000, ada, bob);
  await find(call, incoming);
  board.forget();
  const before = call.pc;
  before.path('failed');
  await pass(10_000, ada, bob);
  assert.notEqual(call.pc, before);
  await find(call, incoming);
  assert.deepEqual([call.state, incoming.state, ada.sent('move').length], ['connected', 'connected', 2]);
});

test('who is asked for another peer connection while his own search is young begins his time anew', async () => {
  const { ada, bob, call, incoming } = await accepted();
  await pass(18_000, ada);
  await pass(2_000, ada);
  assert.equal(bob.sent('move').length, 0);
  await pass(14_500, bob);
  assert.deepEqual([call.state, incoming.state, bob.sent('move').length], ['connecting', 'reconnecting', 0]);
  await find(call, incoming);
  assert.deepEqual([call.state, incoming.state], ['connected', 'connected']);
});

test('a call whose way comes back with the server is not begun anew', async () => {
  const { ada, call } = await connected({ media: { audio: true } });
  await ada.reconnect({ welcome: { cid: 'cid-a', ...KEPT, grace_ms: 60_000 } });
  const before = call.pc;
  ada.socket.end(1006);
  call.pc.path('failed');
  await ada.clock.advance(12_000);
  assert.equal(call.state, 'reconnecting');
  ada.welcome(again({ cid: 'cid-a', seq: 0, heard: 0 }));
  call.pc.path('connected');
  await quiet();
  assert.deepEqual([ada.sent('move'), call.state, call.pc], [[], 'connected', before]);
});
