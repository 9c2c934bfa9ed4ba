import { RingwayError } from './errors.js';

/**
 * One frame of `ringway.v1`. Its fields are read by name; no key that came from the network ever indexes an object.
 * @typedef {{ type: string, id?: number, content?: any, [field: string]: any }} Frame
 */

const LINE_FEED = 10;

/**
 * Whom the server names as the sender; a connection has none where the app's backend speaks.
 * @param {Frame} frame
 * @returns {import('./ringway.js').Sender}
 */
export const senderOf = ({ user_id, cid = null }) => ({ userId: user_id, cid });

const utf8 = new TextEncoder();
const text = new TextDecoder('utf-8', { fatal: true });

/**
 * The bytes of a binary content, without a copy; undefined for every other content.
 * @param {unknown} content
 */
export function bytesOf(content) {
  if (content instanceof ArrayBuffer) return new Uint8Array(content);
  if (ArrayBuffer.isView(content)) return new Uint8Array(content.buffer, content.byteOffset, content.byteLength);
  return undefined;
}

/**
 * What goes onto the socket: text, or for binary content its header, a line feed and the bytes.
 * @param {Frame} frame
 * @returns {string | Uint8Array<ArrayBuffer>}
 */
export function encode(frame) {
  const bytes = bytesOf(frame.content);
  if (!bytes) return json(frame);
  const { content: _, ...header } = frame;
  const head = utf8.encode(json(header));
  const out = new Uint8Array(head.length + 1 + bytes.length);
  out.set(head);
  out[head.length] = LINE_FEED;
  out.set(bytes, head.length + 1);
  return out;
}

/** @param {object} frame */
function json(frame) {
  try {
    return JSON.stringify(frame);
  } catch (cause) {
    throw new RingwayError('bad_request', 'not JSON', { cause });
  }
}

/**
 * Throws where the server broke the protocol.
 * @param {string | ArrayBuffer | Uint8Array} data of which nothing is kept
 * @returns {Frame}
 */
export function decode(data) {
  if (typeof data === 'string') return JSON.parse(data);
  const bytes = new Uint8Array(data);
  const end = bytes.indexOf(LINE_FEED);
  if (end < 0) throw new Error('no header');
  const frame = JSON.parse(text.decode(bytes.subarray(0, end)));
  frame.content = bytes.subarray(end + 1);
  return frame;
}

/**
 * Whether a frame is over a size, in bytes. Text is only encoded to be counted where its length leaves a doubt.
 * @param {string | Uint8Array} data
 * @param {number} limit
 */
export function exceeds(data, limit) {
  return data.length * 3 > limit && (typeof data === 'string' ? utf8.encode(data) : data).length > limit;
}
