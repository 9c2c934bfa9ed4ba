import { RingwayError, errorOf } from './errors.js';
import { encode, exceeds } from './frames.js';

/** Requests that may wait for a connection; more are refused rather than kept for ever. */
const MAX_WAITING = 1_000;

/**
 * @typedef {import('./frames.js').Frame} Frame
 * @typedef {object} Entry
 * @property {string | Uint8Array<ArrayBuffer>} data
 * @property {boolean} retry whether doing it twice does no harm
 * @property {(result: Frame) => void} resolve
 * @property {(error: RingwayError) => void} reject
 * @property {any} timer
 */

/**
 * Gives every request an id and its promise the answer. A request made while there is no connection waits for one, in
 * order. When the connection breaks, what was sent and has no answer is sent again where that is safe, and else fails
 * with `connection_lost`: it may or may not have been carried out.
 */
export class Requests {
  #nextId = 1;
  /** @type {Map<number, Entry>} in the order they were made */
  #waiting = new Map();
  /** @type {Map<number, Entry>} in the order they were sent */
  #sent = new Map();
  #frameBytes = Infinity;
  #platform;
  #port;
  #waitMs;

  /**
   * @param {import('./ringway.js').Platform} platform
   * @param {{ online: () => boolean, refusal: () => RingwayError | undefined, send: (data: string | Uint8Array<ArrayBuffer>) => void }} port
   *   `refusal` says why a request cannot even wait
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
      const entry = { data, retry, resolve, reject, timer: undefined };
      if (this.#port.online()) this.#send(id, entry);
      else this.#wait(id, entry);
    });
  }

  /**
   * The connection is up, and whoever must go first has sent.
   * @param {number} frameBytes the largest frame the server takes
   */
  up(frameBytes) {
    this.#frameBytes = frameBytes;
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const [id, entry] of waiting) {
      this.#platform.clearTimeout(entry.timer);
      this.#send(id, entry);
    }
  }

  /** The connection broke. */
  down() {
    const later = this.#waiting;
    this.#waiting = new Map();
    for (const [id, entry] of this.#sent) {
      if (entry.retry) this.#waiting.set(id, entry);
      else entry.reject(new RingwayError('connection_lost'));
    }
    this.#sent.clear();
    for (const [id, entry] of later) this.#waiting.set(id, entry);
  }

  /** @param {RingwayError} error why nothing will be answered any more */
  fail(error) {
    for (const entry of [...this.#sent.values(), ...this.#waiting.values()]) {
      this.#platform.clearTimeout(entry.timer);
      entry.reject(error);
    }
    this.#sent.clear();
    this.#waiting.clear();
  }

  /**
   * Takes a `result` or an `error`; false where it answers nothing asked here.
   * @param {Frame} frame
   */
  answer(frame) {
    const entry = this.#sent.get(/** @type {number} */ (frame.id));
    if (!entry) return false;
    this.#sent.delete(/** @type {number} */ (frame.id));
    if (frame.type === 'error') entry.reject(errorOf(frame));
    else entry.resolve(frame);
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
    this.#sent.set(id, entry);
    this.#port.send(entry.data);
  }

  /**
   * @param {number} id
   * @param {Entry} entry
   */
  #wait(id, entry) {
    if (this.#waiting.size >= MAX_WAITING) throw new RingwayError('queue_full');
    this.#waiting.set(id, entry);
    if (entry.retry) return;
    entry.timer = this.#platform.setTimeout(() => {
      this.#waiting.delete(id);
      entry.reject(new RingwayError('not_connected'));
    }, this.#waitMs);
  }
}
