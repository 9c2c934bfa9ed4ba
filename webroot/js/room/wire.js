/**
 * What peers say to each other in `relay` frames. It comes from other people's pages: whatever does not have this form is
 * dropped. `docs/rooms.md` lists the forms.
 *
 * @typedef {{ id: string, role: string, metadata: any, muted: ('audio' | 'video')[] }} StreamWords
 * @typedef {{ kind: 'hello', n: number, session: string, fresh: boolean, live: boolean, reply: boolean, streams: StreamWords[] }
 *   | { kind: 'description', n: number, description: RTCSessionDescriptionInit, streams: Record<string, any> }
 *   | { kind: 'candidates', n: number, candidates: RTCIceCandidateInit[] }
 *   | { kind: 'add', stream: StreamWords }
 *   | { kind: 'remove', id: string }
 *   | { kind: 'mute', id: string, of: 'audio' | 'video', muted: boolean }
 *   | { kind: 'data', data: any }} PeerFrame
 */

/**
 * Of one member. An offer of so many with sound fits into a frame as shipped (64 KiB), and a hostile peer could otherwise make us
 * open elements without end.
 */
export const MAX_STREAMS = 8;
const MAX_CANDIDATES = 100;

/**
 * @param {any} content
 * @returns {PeerFrame | undefined}
 */
export function read(content) {
  if (!isObject(content)) return undefined;
  const { n, hello, description, streams, candidates, add, remove, mute } = content;
  if ('data' in content) return { kind: 'data', data: content.data };
  if (isObject(add)) return streamFrame(add);
  if (isText(remove)) return { kind: 'remove', id: remove };
  if (isObject(mute)) return muteFrame(mute);
  if (!Number.isSafeInteger(n) || n < 1) return undefined;
  if (isObject(hello)) return helloFrame(n, hello);
  if (isObject(description) && isText(description.type)) {
    const words = /** @type {RTCSessionDescriptionInit} */ (description);
    return { kind: 'description', n, description: words, streams: isObject(streams) ? streams : {} };
  }
  if (Array.isArray(candidates) && candidates.length <= MAX_CANDIDATES && candidates.every(isObject)) {
    return { kind: 'candidates', n, candidates };
  }
  return undefined;
}

/**
 * @param {number} n
 * @param {any} hello
 * @returns {PeerFrame | undefined}
 */
function helloFrame(n, { session, fresh, live, reply, streams }) {
  if (!isText(session) || !Array.isArray(streams) || streams.length > MAX_STREAMS) return undefined;
  const words = streams.map(streamWords);
  if (words.some((one) => !one)) return undefined;
  const flags = { fresh: fresh === true, live: live === true, reply: reply === true };
  return { kind: 'hello', n, session, ...flags, streams: /** @type {StreamWords[]} */ (words) };
}

/**
 * @param {any} add
 * @returns {PeerFrame | undefined}
 */
function streamFrame(add) {
  const stream = streamWords(add);
  return stream && { kind: 'add', stream };
}

/**
 * @param {any} mute
 * @returns {PeerFrame | undefined}
 */
function muteFrame({ id, kind, muted }) {
  if (!isText(id) || !isKind(kind) || typeof muted !== 'boolean') return undefined;
  return { kind: 'mute', id, of: kind, muted };
}

/**
 * @param {any} words
 * @returns {StreamWords | undefined}
 */
function streamWords(words) {
  if (!isObject(words)) return undefined;
  const { id, role, metadata, muted } = words;
  if (!isText(id) || !isText(role)) return undefined;
  return { id, role, metadata: metadata ?? null, muted: Array.isArray(muted) ? muted.filter(isKind) : [] };
}

/** @param {any} value @returns {value is Record<string, any>} */
const isObject = (value) => value !== null && typeof value === 'object' && !Array.isArray(value) && !ArrayBuffer.isView(value);
/** @param {any} value @returns {value is string} */
export const isText = (value) => typeof value === 'string' && value.length > 0 && value.length <= 256;
/** @param {any} value @returns {value is 'audio' | 'video'} */
const isKind = (value) => value === 'audio' || value === 'video';

/** @param {any} data @returns {data is ArrayBuffer | ArrayBufferView} */
export const isBytes = (data) => data instanceof ArrayBuffer || ArrayBuffer.isView(data);
