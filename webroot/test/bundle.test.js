import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { createContext, runInContext } from 'node:vm';
import { gzipSync } from 'node:zlib';
import { connected, quiet } from './support/switchboard.js';

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
  await ada.reconnect();
  await quiet();
  assert.equal(ada.sent('join')[0].group, 'lobby');
  assert.equal(call.state, 'closed');
  await incoming.hangup();
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

test('the shim imports nothing but itself, and the package needs nothing to run', () => {
  const js = new URL('../js/', import.meta.url);
  for (const name of readdirSync(js).filter((file) => file.endsWith('.js'))) {
    const source = readFileSync(new URL(name, js), 'utf8');
    for (const [, from] of source.matchAll(/^(?:import|export) .*from '(.+)';$/gm)) assert.match(from, /^\.\/[\w-]+\.js$/, name);
  }
  const manifest = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  assert.equal(manifest.dependencies, undefined);
  for (const version of Object.values(manifest.devDependencies)) assert.match(version, /^\d+\.\d+\.\d+$/);
});
