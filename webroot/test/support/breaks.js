import { Bench } from './server.js';

export const KEPT = { resume: 'one', grace_ms: 10_000, resumed: false };
export const SELF = ['cid-1', 'ada'];
export const BOB = ['b', 'bob'];

/** The welcome of a session that goes on. */
export const again = (more = {}) => ({ cid: 'cid-1', resume: 'two', grace_ms: 10_000, resumed: true, recovered: true, seq: 0, heard: 0, ...more });
/** The welcome of another session than before. */
export const fresh = { ...KEPT, cid: 'cid-2', resume: 'two' };

export const online = (options) => new Bench(options).online(KEPT);
export const types = (bench) => bench.socket.sent.map((frame) => frame.type);
export const offered = (bench) => bench.socket.protocols.find((protocol) => protocol.startsWith('resume.'));
export const notice = (code, version, cid, user_id, more = {}) => ({ type: 'notice', group: 'lobby', code, version, cid, user_id, ...more });
export const message = (content) => ({ type: 'message', group: 'lobby', user_id: 'bob', cid: 'b', content });

/** Everything an app is told, in order. */
export function listen(bench, group) {
  const seen = [];
  bench.client.on('status', ({ state }) => seen.push(state));
  bench.client.on('gap', (gap) => seen.push(['gap', gap.resumed]));
  bench.client.on('error', ({ code }) => seen.push(['error', code]));
  bench.client.on('private', ({ content }) => seen.push(['private', content]));
  if (!group) return seen;
  for (const type of ['joined', 'left', 'disconnected', 'updated', 'suspected', 'back']) group.on(type, ({ cid }) => seen.push([type, cid]));
  group.on('message', ({ content }) => seen.push(['message', content]));
  group.on('synced', () => seen.push(['synced']));
  group.on('closed', () => seen.push(['closed']));
  return seen;
}

export const outcome = (promise) => promise.then(
  (value) => value,
  (error) => error.code,
);
