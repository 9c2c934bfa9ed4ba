import { RingwayError, errorOf } from './errors.js';
import { encode, exceeds } from './frames.js';

/** Requests that may wait for a connection; more are refused rather than kept for ever. */
const MAX_WAITING = 1_000;

/**
 * @typedef {import('./frames.js').Frame} Frame
 * @typedef {object} Entry
 * @property {string | Uint8Array<ArrayBuffer>} data
 * @property {boolean} retry whether doing it twice does no harm
 * @property {number} number which frame of the session it was; 0 where it waits to be sent
 * @property {(result: Frame) => void} resolve
 * @property {(error: RingwayError) => void} reject
 * @property {any} timer
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
  #port;
  #waitMs;

  /**
   * @param {import('./ringway.js').Platform} platform
   * @param {{ online: () => boolean, refusal: () => RingwayError | undefined, send: (data: string | Uint8Array<ArrayBuffer>) => number }} port
   *   `refusal` says why a request cannot even wait, `send` which frame of the session it was
   * @param {number} waitMs
   */
  constructor(platform, port, waitMs) {
    this.#platform = platform;
    this.#port = port;
    this.#waitMs = waitMs;
  }

  /**
   * @param {string} type
   * @param {Record<string, unknown>} fields
   * @param {{ retry?: boolean }} [options]
   * @returns {Promise<Frame>} the result
   */
  request(type, fields, { retry = false } = {}) {
    return new Promise((resolve, reject) => {
      const id = this.#nextId++;
      const data = this.#encode({ type, id, ...fields });
      const refusal = this.#port.refusal();
      if (refusal) throw refusal;
      /** @type {Entry} */
      const entry = { data, retry, number: 0, resolve, reject, timer: undefined };
      if (this.#port.online()) return this.#send(id, entry);
      if (this.#open.size >= MAX_WAITING) throw new RingwayError('queue_full');
      this.#open.set(id, entry);
      this.#limit(id, entry, 'not_connected');
    });
  }

  /**
   * The connection is up, and whoever must go first has sent.
   * @param {number} frameBytes the largest frame the server takes
   * @param {number} heard how many frames of the session the server has taken: those it answers, what came behind it never saw
   */
  up(frameBytes, heard) {
    this.#frameBytes = frameBytes;
    for (const [id, entry] of [...this.#open]) {
      this.#platform.clearTimeout(entry.timer);
      if (!entry.number || entry.number > heard) this.#send(id, entry);
    }
  }

  /** The connection broke, and the session may go on. */
  pause() {
    for (const [id, entry] of this.#open) this.#limit(id, entry, 'connection_lost');
  }

  /** Something was lost: what was sent may be answered no more. */
  lose() {
    for (const [id, entry] of [...this.#open]) {
      this.#open.delete(id);
      if (entry.retry) {
        // Under another id: should an answer of before come after all, it is about a state that is gone.
        const next = this.#nextId++;
        entry.data = /** @type {string} */ (entry.data).replace(/"id":\d+/, `"id":${next}`);
        entry.number = 0;
        this.#open.set(next, entry);
      } else if (entry.number) this.#fail(id, entry, new RingwayError('connection_lost'));
      else this.#open.set(id, entry);
    }
  }

  /** @param {RingwayError} error why nothing will be answered any more */
  fail(error) {
    for (const [id, entry] of this.#open) this.#fail(id, entry, error);
  }

  /**
   * Takes a `result` or an `error`; false where it answers nothing asked here.
   * @param {Frame} frame
   */
  answer(frame) {
    const id = /** @type {number} */ (frame.id);
    const entry = this.#open.get(id);
    if (!entry) return false;
    if (frame.type === 'error') this.#fail(id, entry, errorOf(frame));
    else {
      this.#open.delete(id);
      entry.resolve(frame);
    }
    return true;
  }

  /** @param {Frame} frame */
  #encode(frame) {
    let data;
    try {
      data = encode(frame);
    } catch (cause) {
      throw new RingwayError('bad_request', 'not JSON', { cause });
    }
    // The server would close the connection over a frame this large.
    if (exceeds(data, this.#frameBytes)) throw new RingwayError('too_large', `over ${this.#frameBytes} bytes`);
    return data;
  }

  /**
   * @param {number} id
   * @param {Entry} entry
   */
  #send(id, entry) {
    // To the end: the order is that of sending.
    this.#open.delete(id);
    this.#open.set(id, entry);
    entry.number = this.#port.send(entry.data);
  }

  /**
   * Gives it up in time, unless it may be late.
   * @param {number} id
   * @param {Entry} entry
   * @param {string} code
   */
  #limit(id, entry, code) {
    if (!entry.retry) entry.timer = this.#platform.setTimeout(() => this.#fail(id, entry, new RingwayError(code)), this.#waitMs);
  }

  /**
   * @param {number} id
   * @param {Entry} entry
   * @param {RingwayError} error
   */
  #fail(id, entry, error) {
    this.#platform.clearTimeout(entry.timer);
    this.#open.delete(id);
    entry.reject(error);
  }
}
