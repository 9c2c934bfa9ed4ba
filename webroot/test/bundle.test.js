import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { createContext, runInContext } from 'node:vm';
import { gzipSync } from 'node:zlib';
import { History } from '../js/history.js';
import { Bench } from './support/server.js';
import { Roomboard, connect } from './support/roomboard.js';
import { FakeStream, FakeTrack } from './support/rtc.js';
import { Switchboard, connected, quiet } from './support/switchboard.js';

const KB = 1024;
const out = mkdtempSync(join(tmpdir(), 'ringway-bundle-'));
execFileSync(process.execPath, [fileURLToPath(new URL('../build.mjs', import.meta.url)), out]);
after(() => rmSync(out, { recursive: true }));

const exported = ['Ringway', 'RingwayError', 'fullJitter'];

test('both bundles are at most 12 KB gzipped', () => {
  for (const name of ['ringway.min.mjs', 'ringway.min.js']) {
    const bytes = gzipSync(readFileSync(join(out, name)), { level: 9 }).length;
    assert.ok(bytes <= 12 * KB, `${name}: ${bytes} bytes`);
  }
});

test('the module exports what ringway.js exports', async () => {
  const bundle = await import(pathToFileURL(join(out, 'ringway.min.mjs')).href);
  assert.deepEqual(Object.keys(bundle).sort(), exported);
  assert.deepEqual(Object.keys(await import('../js/ringway.js')).sort(), exported);
});

test('a bundle does what the modules do', async () => {
  const { Ringway } = await import(pathToFileURL(join(out, 'ringway.min.mjs')).href);
  const { ada, bob, call, incoming } = await connected({ media: { video: true }, channels: ['text-chat'] }, { media: { audio: true } }, { Ringway });
  assert.ok(ada.client instanceof Ringway);
  assert.deepEqual([call.state, incoming.state], ['connected', 'connected']);
  const lobby = await ada.joined('lobby', [['b', 'bob']], { meta: { a: 1 } });
  await ada.push({ type: 'notice', group: 'lobby', code: 'USER_LEFT', version: 2, cid: 'b', user_id: 'bob' });
  assert.deepEqual([...lobby.members.keys()], ['cid-a']);
  await ada.push({ type: 'ice', iceServers: [], expiresAt: 1 });
  ada.window.dispatchEvent(new Event('online'));
  assert.equal(call.pc.restarts, 1);
  await ada.reconnect({ welcome: { cid: 'cid-a', resume: 'one', grace_ms: 10_000, resumed: false } });
  await ada.answer('join', { group: 'lobby', version: 3, complete: true, members: [] });
  const [first, second] = [1, 2].map((content) => lobby.publish(content));
  ada.socket.end(1006);
  await ada.clock.advance(6_000);
  assert.deepEqual(ada.socket.protocols.at(-1), 'resume.1.one');
  ada.welcome({ cid: 'cid-a', resume: 'two', resumed: true, recovered: true, seq: 1, heard: ada.sockets.at(-2).sent.length - 1 });
  assert.deepEqual(ada.socket.sent.map(({ content }) => content), [2], 'only what the server has not heard');
  const [{ id }] = ada.sent('publish');
  for (const answered of [id - 1, id]) await ada.push({ type: 'result', id: answered, delivered: answered });
  assert.deepEqual([await first, await second].map(({ delivered }) => delivered), [id - 1, id]);
  assert.equal(call.state, 'connected');
  await ada.reconnect();
  await quiet();
  assert.equal(ada.sent('join')[0].group, 'lobby');
  assert.equal(call.state, 'closed');
  await incoming.hangup();
  assert.deepEqual([...ada.reported, ...bob.reported], []);
});

test('a history goes along with a bundle, also where the group cannot be joined again', async () => {
  const { Ringway } = await import(pathToFileURL(join(out, 'ringway.min.mjs')).href);
  const bench = await new Bench({ Ringway }).online();
  const told = [];
  bench.client.on('message', ({ content }) => told.push(content));
  const joining = bench.client.join('log:1', { history: new History(bench.client) });
  const message = (offset) => bench.push({ type: 'message', group: 'log:1', offset, user_id: 'bob', cid: 'b', content: offset });
  await bench.answer('join', { group: 'log:1', version: 1, complete: true, members: [], position: { epoch: 'e', offset: 4 } });
  await joining;
  await message(5);
  const refused = assert.rejects(bench.client.join('log:1', { meta: 'large' }), { code: 'too_large' });
  await message(6);
  assert.deepEqual(told, [5], 'what comes while it is joined waits');
  await bench.refuse('join', { code: 'too_large' });
  await refused;
  assert.deepEqual(told, [5, 6]);
});

test('lists of users and groups come from beside the bundle', async () => {
  await import(pathToFileURL(join(out, 'skapi-lists.min.mjs')).href);
  const { Ringway, RingwayError } = await import(pathToFileURL(join(out, 'ringway.min.mjs')).href);
  const { ada } = await connected({ media: { video: true } }, {}, { Ringway });
  const groups = ada.client.getRealtimeGroups({ searchFor: 'number_of_users', value: 2 });
  const users = ada.client.getRealtimeUsers({ group: 'hall' });
  await quiet();
  await ada.answer('groups', { groups: [{ group: 'hall', members: 2 }, { group: 'attic', members: 1 }] });
  await ada.answer('members', { group: 'hall', members: [{ cid: 'b', user_id: 'bob', meta: null }] });
  assert.deepEqual((await groups).list, [{ group: 'hall', number_of_users: 2 }]);
  assert.deepEqual((await users).list, [{ user_id: 'bob', cid: 'cid:b' }]);
  await assert.rejects(ada.client.getRealtimeGroups({ searchFor: 'x' }), (error) => error instanceof RingwayError && error.code === 'bad_request');
  const script = readFileSync(join(out, 'ringway.min.js'), 'utf8');
  for (const name of ['skapi-lists', 'skapi-rtc', 'call-reports']) {
    assert.ok(new RegExp(`import\\(new URL\\("\\./${name}\\.min\\.mjs",\\w+\\)\\)`).test(script), name);
  }
});

test('how calls find their way is reported from beside the bundle, unless an app does not want it', async () => {
  await import(pathToFileURL(join(out, 'call-reports.min.mjs')).href);
  const { Ringway } = await import(pathToFileURL(join(out, 'ringway.min.mjs')).href);
  const setup = [{ media: { video: true } }, { media: { audio: true } }];
  const reported = async (options) => {
    const { ada, bob, call } = await connected(...setup, { Ringway, ...options });
    await quiet();
    assert.deepEqual([call.state, ...ada.reported, ...bob.reported], ['connected']);
    return ada.sent('call_report').map(({ call_id, outcome, state }) => [call_id === call.id, outcome, state]);
  };
  assert.deepEqual(await reported({ reports: true }), [[true, 'connected', 'connected']]);
  assert.deepEqual(await reported({ reports: false }), []);
});

test('a bundle that has nothing beside it makes calls all the same', async () => {
  const alone = mkdtempSync(join(tmpdir(), 'ringway-alone-'));
  copyFileSync(join(out, 'ringway.min.mjs'), join(alone, 'ringway.min.mjs'));
  const { Ringway } = await import(pathToFileURL(join(alone, 'ringway.min.mjs')).href);
  const { ada, bob, call } = await connected({ media: { video: true } }, { media: { audio: true } }, { Ringway, reports: true });
  await quiet();
  assert.deepEqual([call.state, ...ada.sent('call_report'), ...ada.reported, ...bob.reported], ['connected']);
  rmSync(alone, { recursive: true });
});

test('what a bundle would load from beside it, and is not there, is named', async () => {
  const alone = mkdtempSync(join(tmpdir(), 'ringway-bare-'));
  copyFileSync(join(out, 'ringway.min.mjs'), join(alone, 'ringway.min.mjs'));
  const { Ringway, RingwayError } = await import(pathToFileURL(join(alone, 'ringway.min.mjs')).href);
  const { ada } = await connected({ media: { video: true } }, {}, { Ringway });
  const missing = (name) => (error) =>
    error instanceof RingwayError && error.code === 'not_loaded' && error.temporary && error.message.startsWith(`${name}: `) && error.cause instanceof Error;
  await assert.rejects(ada.client.getRealtimeGroups(), missing('skapi-lists'));
  await assert.rejects(ada.client.getRealtimeUsers({ group: 'hall' }), missing('skapi-lists'));
  await assert.rejects(ada.client.connectRTC({ cid: 'cid:cid-b', media: { audio: true } }, () => {}), missing('skapi-rtc'));
  rmSync(alone, { recursive: true });
});

test('calls in the objects of skapi-js come from beside the bundle', async () => {
  await import(pathToFileURL(join(out, 'skapi-rtc.min.mjs')).href);
  const { Ringway } = await import(pathToFileURL(join(out, 'ringway.min.mjs')).href);
  const board = new Switchboard({ Ringway });
  const [ada, bob] = [await board.add('cid-a', 'ada'), await board.add('cid-b', 'bob')];
  const rings = [];
  bob.client.connectRealtime((message) => message.type === 'rtc:incoming' && rings.push(message));
  const told = { ada: [], bob: [] };
  const { connection, hangup } = await ada.client.connectRTC({ cid: 'cid:cid-b', media: { audio: true } }, ({ type }) => told.ada.push(type));
  await quiet();
  const answered = await rings[0].connectRTC({ media: { audio: true } }, ({ type }) => told.bob.push(type));
  const { target, channels } = await connection;
  await quiet();
  assert.deepEqual([target.signalingState, answered.target.signalingState, Object.keys(channels)], ['stable', 'stable', ['default']]);
  for (const { pc } of [...ada.client.calls, ...bob.client.calls]) pc.path('connected');
  hangup();
  await quiet();
  for (const types of [told.ada, told.bob]) assert.deepEqual(types.filter((type) => type === 'connectionstatechange').length, 2, 'the way, and the end');
  assert.deepEqual([...ada.reported, ...bob.reported], []);
});

test('a plain script tag makes one global, the class, with the rest on it', () => {
  const context = createContext({ TextEncoder, TextDecoder, URL });
  const before = Object.keys(context);
  runInContext(readFileSync(join(out, 'ringway.min.js'), 'utf8'), context);
  assert.deepEqual(Object.keys(context).filter((name) => !before.includes(name)), ['Ringway']);
  assert.equal(typeof context.Ringway, 'function');
  assert.equal(new context.Ringway.Ringway({ url: 'https://x.test' }).status.state, 'idle');
  assert.equal(new context.Ringway.RingwayError('busy').temporary, true);
});

test('rooms are a bundle of their own beside the shim, for modules and for script tags', async () => {
  const { Ringway, RingwayError } = await import(pathToFileURL(join(out, 'ringway.min.mjs')).href);
  assert.equal(Ringway.prototype.room, undefined);
  const beside = await import(pathToFileURL(join(out, 'ringway-room.min.mjs')).href);
  assert.equal(beside.Ringway, Ringway);
  const room = new Ringway({ url: 'https://x.test' }).room('tea');
  assert.deepEqual([room.name, room.group, room.state], ['tea', 'room:tea', 'idle']);
  const stream = new FakeStream();
  room.addStream(stream);
  assert.equal(room.streams[0].stream, stream, 'an app finds what it reads by its name');
  await assert.rejects(room.join(), (error) => error instanceof RingwayError && error.code === 'not_connected');

  const board = new Roomboard({ Ringway });
  const [ada, bob] = [await board.add('cid-a', 'ada'), await board.add('cid-b', 'bob')];
  for (const side of [ada, bob]) await side.room.join();
  await quiet();
  const [there, back] = connect(ada, bob);
  ada.room.addStream(new FakeStream([new FakeTrack('video')]), { role: 'screen' });
  await quiet();
  assert.deepEqual([...back.streams.values()].map(({ role }) => role), ['screen']);
  await back.send({ a: 1 });
  ada.bench.window.dispatchEvent(new Event('online'));
  await quiet();
  assert.deepEqual(ada.told.at(-1), ['message', { peer: there, data: { a: 1 } }]);
  assert.deepEqual([there.state, there.pc.restarts, back.pc.signalingState], ['connected', 1, 'stable']);
  there.pc.path('failed');
  there.pc.path('failed');
  await quiet();
  assert.deepEqual([there.state, back.state], ['reconnecting', 'reconnecting'], 'both on a new connection');
  connect(ada, bob);
  await ada.room.leave();
  await quiet();
  assert.deepEqual([there.state, back.state, ada.reported, bob.reported], ['closed', 'closed', [], []]);

  const context = createContext({ TextEncoder, TextDecoder, URL, WeakMap, crypto });
  for (const file of ['ringway.min.js', 'ringway-room.min.js']) runInContext(readFileSync(join(out, file), 'utf8'), context);
  assert.equal(new context.Ringway({ url: 'https://x.test' }).room('tea').state, 'idle');
});

test('no name is shortened that an app or the wire knows', () => {
  const build = readFileSync(new URL('../build.mjs', import.meta.url), 'utf8');
  const [ofShim, ofRooms] = [...build.matchAll(/const internal\w* =\n([^;]+);/g)].map(([, list]) => list.match(/\w+/g));
  const js = new URL('../js/', import.meta.url);
  const declared = (/** @type {RegExp} */ files) => {
    const types = readdirSync(js).filter((file) => files.test(file)).map((file) => readFileSync(new URL(file, js), 'utf8'));
    return [...types.join('\n').replace(/\/\*\*[^]*?\*\//g, '').matchAll(/(\w+)\??[:(<]/g)].map(([, name]) => name);
  };
  const known = new Set(declared(/^ringway.*\.d\.ts$/));
  const wire = (value) => {
    if (value === null || typeof value !== 'object') return;
    for (const [name, inner] of Object.entries(value)) {
      if (!Array.isArray(value)) known.add(name);
      wire(inner);
    }
  };
  for (const name of ['requests', 'events', 'errors']) {
    const { vectors } = JSON.parse(readFileSync(new URL(`../spec/vectors/${name}.json`, import.meta.url), 'utf8'));
    for (const { text } of vectors) {
      try {
        wire(JSON.parse(text));
      } catch {
        // Those that are not JSON, or are put together of parts, have no names of their own.
      }
    }
  }
  for (const name of ['type', 'cid', 'user_id', 'frame_bytes', 'publish']) assert.ok(known.has(name), name);
  assert.deepEqual(ofShim.filter((name) => known.has(name)), []);
  for (const name of declared(/^room\.d\.ts$/)) known.add(name);
  for (const name of ['addStream', 'userId', 'connectRTC']) assert.ok(known.has(name), name);
  assert.deepEqual(ofRooms.filter((name) => known.has(name)), []);
  assert.ok(ofShim.length > 40 && ofRooms.length > 20);
});

test('the shim imports nothing but itself, and the package needs nothing to run', () => {
  const js = new URL('../js/', import.meta.url);
  for (const name of readdirSync(js, { recursive: true }).filter((file) => file.endsWith('.js'))) {
    const source = readFileSync(new URL(name, js), 'utf8');
    for (const [, from] of source.matchAll(/^(?:import|export) .*from '(.+)';$/gm)) assert.match(from, /^\.{1,2}\/(room\/)?[\w-]+\.js$/, name);
  }
  const manifest = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  assert.equal(manifest.dependencies, undefined);
  for (const version of Object.values(manifest.devDependencies)) assert.match(version, /^\d+\.\d+\.\d+$/);
});
