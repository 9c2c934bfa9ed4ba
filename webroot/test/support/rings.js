import { quiet, rtcBench } from './switchboard.js';

export const OFFER = { type: 'offer', sdp: 'of the caller' };
export const candidate = (text) => ({ candidate: text, sdpMid: '0' });
export const frames = (bench, type) => bench.sent(type).map(({ id: _, ...frame }) => frame);

/** A bench that is being rung. */
export async function rung(more = {}) {
  const bench = await rtcBench().online();
  await bench.push({ type: 'rtc:incoming', call_id: 'c1', user_id: 'bob', cid: 'cid-b', ...more });
  return { bench, call: await bench.incoming };
}

export const signal = (bench, fields) => bench.push({ type: 'rtc:signal', call_id: 'c1', user_id: 'bob', cid: 'cid-b', ...fields });

/** A bench that rings, with the call's id known. */
export async function ringing(options = {}) {
  const bench = await rtcBench().online();
  const calling = bench.client.call({ cid: 'cid-b', ...options });
  await quiet();
  await bench.answer('call', { call_id: 'c1' });
  return { bench, call: await calling };
}
