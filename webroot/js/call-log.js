/**
 * The user's calls, the missed ones among them, and what happened in each. A module of its own: the shim does without it.
 *
 *     const log = new CallLog(ringway);
 *     log.on('unseen', (n) => badge(n));
 *     const { calls, next } = await log.calls();
 */
import { Emitter } from './events.js';

/**
 * @typedef {import('./ringway.js').CallReason} CallReason
 * @typedef {object} CallRow one call; times are milliseconds since 1970
 * @property {string} id
 * @property {'incoming' | 'outgoing'} direction
 * @property {string} caller
 * @property {string | null} callee null where a connection was called that nobody could reach
 * @property {number} began
 * @property {number | null} answered null where nobody did
 * @property {number} ended
 * @property {number} durationMs from the answer to the end
 * @property {CallReason} reason
 * @property {string | null} endedBy the user who ended it
 * @property {string | null} device the connection that answered
 * @property {number} dataBytes the size of what was shown with the ring
 * @property {boolean} missed
 * @property {boolean} seen
 * @typedef {object} CallLine one thing that happened in a call
 * @property {number} at milliseconds since 1970
 * @property {'asked' | 'started' | 'began' | 'rang' | 'ringing' | 'answered' | 'suspect' | 'back' | 'moved' | 'connected' | 'failed' | 'closed' | 'declined'} what
 * @property {string | null} userId who did it
 * @property {string | null} cid with which connection
 * @property {CallReason} [reason] of `closed`
 * @property {string} text in words, which may be another client's: show it as text
 */

/**
 * Tells `unseen`, with the number of missed calls not seen yet, when it changes.
 * @extends {Emitter<{ unseen: number }>}
 */
export class CallLog extends Emitter {
  /** How many missed calls this user has not seen. */
  unseen = 0;
  #ringway;

  /** @param {import('./ringway.js').Ringway} ringway make it before `connect()`, or what `connect()` brings is missed */
  constructor(ringway) {
    super((error) => reportError(error));
    this.#ringway = ringway;
    ringway.on('frame', (frame) => frame.type === 'missed_calls' && this.#set(frame.unseen));
  }

  /**
   * A page of calls, the newest first.
   * @param {{ limit?: number, after?: string }} [query] `after` is the `next` of the page before
   * @returns {Promise<{ calls: CallRow[], next?: string, unseen: number }>}
   */
  async calls({ limit, after } = {}) {
    const { calls, next, unseen } = await this.#ringway.ask('calls', { limit, after });
    this.#set(unseen);
    return { calls: calls.map(row), ...(next === undefined ? {} : { next }), unseen };
  }

  /**
   * The user has seen this call, and all before it.
   * @param {string} id
   */
  async seen(id) {
    const { unseen } = await this.#ringway.ask('calls_seen', { call_id: id });
    this.#set(unseen);
  }

  /**
   * What happened in a call that this user is, or lately was, a party of; the first thing first.
   * @param {string} id
   * @returns {Promise<CallLine[]>}
   */
  async timeline(id) {
    const { lines } = await this.#ringway.ask('call_timeline', { call_id: id });
    return lines.map((/** @type {any} */ { user_id, ...line }) => ({ ...line, userId: user_id }));
  }

  /** @param {number} unseen */
  #set(unseen) {
    if (unseen === this.unseen) return;
    this.unseen = unseen;
    this.emit('unseen', unseen);
  }
}

/** @param {any} wire @returns {CallRow} */
function row({ call_id, duration_ms, ended_by, data_bytes, ...same }) {
  return { ...same, id: call_id, durationMs: duration_ms, endedBy: ended_by, dataBytes: data_bytes };
}
