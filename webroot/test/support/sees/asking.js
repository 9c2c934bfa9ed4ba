import assert from 'node:assert/strict';
import { Bench } from '../server.js';
import { json } from '../vectors.js';

export const memberOf = ({ cid, user, meta }) => ({ cid, userId: user, meta: json(meta) });

/** Asks, and gives the question the vector's answer under the id it was asked with. */
export async function answered(bench, type, frame, ask) {
  const asking = ask(bench.client);
  const { id: _, type: __, ...fields } = frame;
  await bench.answer(type, fields);
  return asking;
}

/** The events of a type that a frame leads to, in a client that is in the given group. */
export async function told(type, frame, group) {
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

/** A notice of the next version is taken without a question: nothing is missing before it. */
export async function nextIs(bench, group, version) {
  const asked = bench.sent('members').length;
  const seen = [];
  group.on('joined', (member) => seen.push(member.userId));
  await bench.push({ type: 'notice', code: 'USER_JOINED', group: group.name, version, user_id: 'next', cid: 'cid-next', meta: null });
  assert.deepEqual(seen, ['next']);
  assert.equal(bench.sent('members').length, asked);
}
