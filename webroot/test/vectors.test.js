import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { decode, encode } from '../js/frames.js';
import { settle } from './support/clock.js';
import { Bench, WELCOME, roster } from './support/server.js';

// The same files that the Java tests read: webroot/spec/vectors/README.md tells their format.
const vectors = (name) => JSON.parse(readFileSync(new URL(`../spec/vectors/${name}.json`, import.meta.url), 'utf8')).vectors;

const long = (text) => (Array.isArray(text) ? text.map((part) => (Array.isArray(part) ? part[0].repeat(part[1]) : part)).join('') : text);
const bytes = (hex) => Uint8Array.from(Buffer.from(long(hex), 'hex'));
const json = (text) => (text === null || text === undefined ? null : JSON.parse(long(text)));
const contentOf = (content) => ('json' in content ? json(content.json) : bytes(content.binary));

/** What a socket would hand over, a string or an ArrayBuffer; undefined for a frame no client can be given. */
function wire({ text, binary }) {
  if (text !== undefined) return long(text);
  if (binary === undefined) return undefined;
  const whole = binary.hex === undefined ? [...new TextEncoder().encode(long(binary.header)), 10, ...bytes(binary.content)] : bytes(binary.hex);
  return Uint8Array.from(whole).buffer;
}

const describe = (signal) => {
  const [[kind, text]] = Object.entries(signal);
  return kind === 'candidate' ? { candidate: json(text) } : { description: json(text) };
};

/** Makes the client ask for what a command means; of a group it has to be in, it is in it already. */
const asks = {
  Join: ({ group, meta }, { client }) => client.join(long(group), meta === null ? {} : { meta: json(meta) }),
  Leave: (_, __, handle) => handle.leave(),
  Update: ({ meta }, _, handle) => handle.update(json(meta)),
  Publish: ({ content }, _, handle) => handle.publish(contentOf(content)),
  SendUser: ({ user_id, content }, { client }) => client.send({ userId: long(user_id) }, contentOf(content)),
  SendCid: ({ cid, content }, { client }) => client.send({ cid }, contentOf(content)),
  Members: ({ group }, { client }) => client.members(long(group)),
  Groups: ({ prefix, limit, after }, { client }) => client.groups({ prefix: long(prefix), limit, ...(after === null ? {} : { after: long(after) }) }),
};
const NEED_A_GROUP = ['Leave', 'Update', 'Publish'];

/** JSON may hold numbers that JavaScript has no value for. */
const sayable = ({ content }) => content !== Infinity && content !== -Infinity;
const requests = vectors('requests').filter((vector) => sayable(decode(wire(vector))));

for (const vector of requests.filter(({ means }) => means.id !== null && asks[means.command])) {
  test(`asks for: ${vector.name}`, async () => {
    const bench = await new Bench().online();
    const { means } = vector;
    const handle = NEED_A_GROUP.includes(means.command) ? await bench.joined(long(means.group)) : undefined;
    asks[means.command](means, bench, handle).catch(() => {});
    await settle();
    const { id, ...frame } = bench.socket.sent.at(-1);
    assert.equal(Number.isSafeInteger(id), true);
    const { id: _, ...expected } = meaningful(decode(wire(vector)));
    assert.deepEqual(meaningful(frame), expected);
  });
}

const FIELDS = {
  join: ['group', 'meta'],
  leave: ['group'],
  update: ['group', 'meta'],
  publish: ['group', 'content'],
  send: ['user_id', 'cid', 'content'],
  members: ['group'],
  groups: ['prefix', 'limit', 'after'],
};

/** Without what says nothing: a null that stands for an absent field, a default, a field the server ignores. */
function meaningful(frame) {
  const known = ['type', 'id', ...(FIELDS[frame.type] ?? [])];
  const kept = Object.fromEntries(Object.entries(frame).filter(([name, value]) => known.includes(name) && (value !== null || name === 'content')));
  if (frame.type !== 'groups') return kept;
  return { prefix: '', limit: 100, ...kept };
}

test('the vectors of requests are made equal again by this codec', () => {
  for (const vector of requests) {
    const frame = decode(wire(vector));
    const again = encode(frame);
    assert.deepEqual(decode(typeof again === 'string' ? again : again.buffer), frame, vector.name);
  }
});

/** What a client makes of an event, as the members of its `means` it can tell. */
const tells = {
  async Welcome({ cid, user, epoch, server_time, expires_at, limits, features }, frame) {
    const bench = new Bench();
    const connecting = bench.client.connect();
    await settle();
    bench.socket.accept();
    bench.socket.push(frame);
    assert.deepEqual(await connecting, {
      cid,
      userId: long(user),
      epoch,
      serverTime: server_time,
      expiresAt: expires_at,
      limits,
      features,
      graceMs: frame.grace_ms ?? 0,
      resumed: frame.resumed === true,
      recovered: frame.recovered === true,
    });
  },
  async GroupMessage({ group, from, content }, frame) {
    const got = await told('message', frame);
    assert.deepEqual(got, [{ group: nameOf(group), userId: from.user, cid: from.cid, content: contentOf(content) }]);
  },
  async PrivateMessage({ from, content }, frame) {
    const got = await told('private', frame);
    assert.deepEqual(got, [{ userId: from.user, cid: from.cid, content: contentOf(content) }]);
  },
  async Notice({ group, version, change }, frame) {
    const [[kind, about]] = Object.entries(change);
    const member = kind === 'left' ? (about.member ?? about) : about;
    const before = kind === 'joined' ? [] : [[member.cid, member.user, 'before']];
    const got = await told('presence', frame, { name: nameOf(group), version: version - 1, members: roster(...before) });
    const [event] = got;
    assert.equal(event.code, frame.code);
    assert.equal(event.group, nameOf(group));
    assert.equal(event.member.cid, member.cid);
    assert.equal(event.member.userId, member.user);
    // Who is suspected or back is told of as the roster knows him.
    if (kind === 'joined' || kind === 'updated') assert.deepEqual(event.member.meta, json(member.meta));
  },
  async Incoming({ call, caller, data }, frame) {
    const [incoming] = await told('incoming', frame);
    assert.equal(incoming.id, call);
    assert.deepEqual(incoming.peer, { userId: caller.user, cid: caller.cid });
    assert.deepEqual(incoming.data, json(data));
  },
  async Failed({ id, code, retry_after_ms }, frame) {
    if (id !== null) return;
    const [error] = await told('error', frame);
    assert.deepEqual([error.code, error.temporary, error.retryAfterMs], [code.toLowerCase(), frame.temporary, retry_after_ms || undefined]);
  },
};

const nameOf = (group) => long(typeof group === 'object' && !Array.isArray(group) ? group.name : group);

/** The events of a type that a frame leads to, in a client that is in the given group. */
async function told(type, frame, group) {
  const bench = await new Bench().online();
  if (group) {
    const joining = bench.client.join(group.name);
    await bench.answer('join', { group: group.name, complete: true, ...group });
    await joining;
  }
  const got = [];
  bench.client.on(type, (event) => got.push(event));
  await bench.push(frame);
  return got;
}

let understood = 0;
for (const vector of vectors('events')) {
  test(`understands: ${vector.name}`, async () => {
    const frame = decode(wire(vector));
    assert.equal(typeof frame.type, 'string');
    await tells[vector.means.event]?.(vector.means, frame);
    if (tells[vector.means.event]) understood++;
  });
}

test('most of the vectors were told apart', () => {
  assert.ok(understood >= 15, `${understood}`);
  assert.equal(WELCOME.type, 'welcome');
});
