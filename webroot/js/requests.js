import { RingwayError, errorOf } from './errors.js';
import { encode, exceeds } from './frames.js';

/** Requests that may wait for a connection; more are refused rather than kept for ever. */
const MAX_WAITING = 1_000;

/**
 * @typedef {import('./frames.js').Frame} Frame
 * @typedef {object} Entry
 * @property {number} id
 * @property {string | Uint8Array<ArrayBuffer>} data
 * @property {boolean} retry whether doing it twice does no harm
 * @property {number} number which frame of the session it was; 0 where it waits to be sent
 * @property {(result: Frame) => void} resolve
 * @property {(error: RingwayError) => void} reject
 * @property {any} expiry the timer that gives it up, where it may not be late
 */

/**
 * Gives every request an id and its promise the answer. A request made while there is no connection waits for one, in
 * order. When the connection breaks, what was sent and has no answer waits for the server to say whether the session goes
 * on. Where it does not, it is sent again where that is safe, and else fails with `connection_lost`: it may or may not have
 * been carried out.
 */
export class Requests {
  #nextId = 1;
  /** @type {Map<number, Entry>} those without an answer: in the order they were sent, then those that wait */
  #open = new Map();
  #frameBytes = Infinity;
  #platform;
  #connection;
  #refusal;
  #waitMs;

  /**
   * @param {import('./ringway.js').Platform} platform
   * @param {{ online: boolean, send: (data: string | Uint8Array<ArrayBuffer>) => number }} connection
   *   `send` says which frame of the session it was
   * @param {() => RingwayError | undefined} refusal why a request cannot even wait
   * @param {number} waitMs
   */
  constructor(platform, connection, refusal, waitMs) {
    this.#platform = platform;
    this.#connection = connection;
    this.#refusal = refusal;
    this.#waitMs = waitMs;
  }

  /**
   * Of whoever holds it: needs no `this`.
   * @param {string} type
   * @param {Record<string, unknown>} fields
   * @param {boolean} [retry] whether doing it twice does no harm
   * @returns {Promise<Frame>} the result
   */
  request = (type, fields, retry = false) =>
    new Promise((resolve, reject) => {
      const id = this.#nextId++;
      const data = this.#encode({ type, id, ...fields });
      const refusal = this.#refusal();
      if (refusal) throw refusal;
      /** @type {Entry} */
      const entry = { id, data, retry, number: 0, resolve, reject, expiry: undefined };
      if (this.#connection.online) return this.#send(entry);
      if (this.#open.size >= MAX_WAITING) throw new RingwayError('queue_full');
      this.#open.set(id, entry);
      this.#limit(entry, 'not_connected');
    });

  /**
   * The connection is up, and whoever must go first has sent: what waits goes, too.
   * @param {number} frameBytes the largest frame the server takes
   */
  up(frameBytes) {
    this.#frameBytes = frameBytes;
    for (const entry of [...this.#open.values()]) {
      this.#platform.clearTimeout(entry.expiry);
      if (!entry.number) this.#send(entry);
    }
  }

  /**
   * The session goes on whole.
   * @param {number} heard how many of its frames the server has taken: those it answers, what came behind it never saw
   */
  repeat(heard) {
    for (const entry of this.#open.values()) if (entry.number > heard) entry.number = 0;
  }

  /** The connection broke, and the session may go on. */
  pause() {
    // What was asked for since waits already.
    for (const entry of this.#open.values()) if (entry.number) this.#limit(entry, 'connection_lost');
  }

  /** Something was lost: what was sent may be answered no more. */
  lose() {
    for (const entry of [...this.#open.values()]) {
      if (!entry.retry && entry.number) {
        this.#fail(entry, new RingwayError('connection_lost'));
        continue;
      }
      this.#open.delete(entry.id);
      if (entry.retry) {
        // Under another id: should an answer of before come after all, it is about a state that is gone.
        entry.id = this.#nextId++;
        entry.data = /** @type {string} */ (entry.data).replace(/"id":\d+/, `"id":${entry.id}`);
        entry.number = 0;
      }
      this.#open.set(entry.id, entry);
    }
  }

  /** @param {RingwayError} error why nothing will be answered any more */
  fail(error) {
    for (const entry of this.#open.values()) this.#fail(entry, error);
  }

  /**
   * Takes a `result` or an `error`.
   * @param {Frame} frame
   * @returns {unknown} what it answers; nothing where that was not asked here
   */
  answer(frame) {
    const entry = this.#open.get(/** @type {number} */ (frame.id));
    if (entry) {
      if (frame.type === 'error') this.#fail(entry, errorOf(frame));
      this.#open.delete(entry.id);
      entry.resolve(frame);
    }
    return entry;
  }

  /** @param {Frame} frame */
  #encode(frame) {
    const data = encode(frame);
    // The server would close the connection over a frame this large.
    if (exceeds(data, this.#frameBytes)) throw new RingwayError('too_large', `over ${this.#frameBytes} bytes`);
    return data;
  }

  /** @param {Entry} entry */
  #send(entry) {
    // To the end: the order is that of sending.
    this.#open.delete(entry.id);
    this.#open.set(entry.id, entry);
    entry.number = this.#connection.send(entry.data);
  }

  /**
   * Gives it up in time, unless it may be late.
   * @param {Entry} entry
   * @param {string} code
   */
  #limit(entry, code) {
    if (!entry.retry) entry.expiry = this.#platform.setTimeout(() => this.#fail(entry, new RingwayError(code)), this.#waitMs);
  }

  /**
   * @param {Entry} entry
   * @param {RingwayError} error
   */
  #fail(entry, error) {
    this.#platform.clearTimeout(entry.expiry);
    this.#open.delete(entry.id);
    entry.reject(error);
  }
}

/**
 * Makes a request that takes a content to others.
 * @param {Requests['request']} request
 * @param {string} type
 * @param {Record<string, unknown>} to
 * @param {any} content
 * @param {any} [notification]
 * @returns {Promise<{ delivered: number, pushed?: number }>}
 */
export async function deliver(request, type, to, content, notification) {
  const { delivered, pushed } = await request(type, { ...to, content: content ?? null, notification });
  return pushed === undefined ? { delivered } : { delivered, pushed };
}
