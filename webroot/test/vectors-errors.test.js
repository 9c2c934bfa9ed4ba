import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isDeepStrictEqual } from 'node:util';
import { decode } from '../js/frames.js';
import { Bench } from './support/server.js';
import { quiet, rtcBench } from './support/switchboard.js';
import { vectors, wire } from './support/vectors.js';

const errors = vectors('errors');

/** What apps can be told with an `error` frame; the message is the server's own. */
const answer = ({ code, id }) => ({ type: 'error', ...(id === null ? {} : { id }), code, message: 'in words', temporary: false });

for (const { name, error } of errors) {
  test(`is told, and goes on: ${name}`, async () => {
    const bench = await new Bench().online();
    const told = [];
    bench.client.on('error', (one) => told.push(one));
    // The first request has the id 1, which is the one of the vectors.
    const asking = bench.client.groups();
    await bench.push(answer(error));
    const mine = error.id === bench.sent('groups')[0].id;
    if (mine) await asking.catch((one) => told.push(one));
    assert.equal(told.length, 1);
    assert.deepEqual([told[0].name, told[0].code, told[0].message, told[0].temporary], ['RingwayError', error.code, 'in words', false]);
    const later = mine ? bench.client.groups() : asking;
    await bench.answer('groups', { groups: [] });
    assert.deepEqual(await later, { groups: [] });
    assert.equal(bench.client.status.state, 'online');
  });
}

/** What an app may ask of the shim that is wrong: it goes out as it is, and the app's promise gets the server's error. */
const asks = {
  join: ({ client }, { group, meta }) => client.join(group, meta === undefined ? {} : { meta }),
  leave: ({ client }, { group }) => client.leave(group),
  update: ({ client }, { group, meta }) => client.update(group, meta),
  publish: ({ client }, { group, content }) => client.publish(group, content),
  send: ({ client }, { user_id, cid, content }) => client.send({ userId: user_id, cid }, content),
  groups: ({ client }, { type: _, id: __, ...query }) => client.groups(query),
  call: ({ client }, { user_id, cid, data }) => client.call({ userId: user_id, cid, data }),
};

/** Wrong in their text alone: the value that JavaScript reads out of them is one the server takes. */
const WRONG_TEXT = [
  'type twice',
  'group twice',
  'content twice',
  'content twice, once in escapes',
  'a fraction too long',
  'metadata too large, by its spacing',
  'binary: content in the header too',
];

/** The vectors that the shim makes where an app asks for them: a value of the app's own is wrong. It mends or refuses the rest. */
const OF_THE_APP = [
  'content too deep',
  'objects too deep',
  'content too large',
  'group null',
  'group a number',
  'group an array',
  'group empty',
  'group over-long',
  'group over-long outside the basic plane',
  'group with a control character: zero',
  'group with a control character: line feed',
  'group with a control character: delete',
  'group with a control character: delete, unescaped',
  'group with a control character: next line',
  'group with half a surrogate pair',
  'group with a pair the wrong way round',
  'metadata too large',
  'send to a user that is a number',
  'send to half a surrogate pair',
  'send to a cid nobody made',
  'send to a cid with another ending',
  'groups: limit 0',
  'groups: limit 1001',
  'groups: limit a string',
  'groups: limit null',
  'groups: prefix a number',
  'groups: half a surrogate pair',
  'a page of groups behind none',
  'binary: content too large',
];

/** The frame as values; undefined where it is none that a client could mean. */
function frameOf(vector) {
  try {
    const frame = decode(wire(vector));
    return typeof frame === 'object' && frame !== null && Object.hasOwn(asks, frame.type) ? frame : undefined;
  } catch {
    return undefined;
  }
}

/** What the shim sends when it is asked for the same; undefined where it refuses itself. */
async function sent(frame) {
  const bench = await rtcBench().online();
  if (frame.type === 'publish' || frame.type === 'update') await bench.joined('g');
  const before = bench.socket.sent.length;
  const asking = Promise.resolve().then(() => asks[frame.type](bench, frame));
  const outcome = asking.then(
    () => 'done',
    (error) => error,
  );
  await quiet();
  const [request] = bench.socket.sent.slice(before);
  return { bench, request, outcome };
}

for (const vector of errors.filter(({ name }) => !WRONG_TEXT.includes(name))) {
  const frame = frameOf(vector);
  if (!frame) continue;
  test(`an app that asks for it: ${vector.name}`, async () => {
    const { bench, request, outcome } = await sent(frame);
    const equal = request !== undefined && isDeepStrictEqual({ ...request, id: 0 }, { ...frame, id: 0 });
    assert.equal(equal, OF_THE_APP.includes(vector.name));
    if (!request) return assert.equal((await outcome).name, 'RingwayError');
    if (!equal) return;
    bench.socket.push({ ...answer(vector.error), id: request.id });
    await quiet();
    assert.equal((await outcome).code, vector.error.code);
  });
}

test('the exceptions are in the vectors', () => {
  const names = new Set(errors.map(({ name }) => name));
  assert.deepEqual([...WRONG_TEXT, ...OF_THE_APP].filter((name) => !names.has(name)), []);
});
