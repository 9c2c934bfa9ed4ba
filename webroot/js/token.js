/** @typedef {import('./errors.js').RingwayError} RingwayError */

import { asError } from './errors.js';

const RETRY_MS = 2_000;
/** A function that says nothing for so long is asked again. */
const ASK_MS = 10_000;

/** The app's token: text that stays, or a function that gives a fresh one. */
export class Token {
  #given;
  #platform;

  /**
   * @param {string | (() => string | Promise<string>) | undefined} given
   * @param {import('./ringway.js').Platform} platform
   */
  constructor(given, platform) {
    this.#given = given;
    this.#platform = platform;
  }

  /** @returns {Promise<string | undefined>} rejects with `token_unavailable` */
  async ask() {
    if (typeof this.#given !== 'function') return this.#given;
    /** @type {any} */
    let timer;
    try {
      const nothing = new Promise((/** @type {(_?: any) => void} */ resolve) => (timer = this.#platform.setTimeout(resolve, ASK_MS)));
      const token = await Promise.race([nothing, this.#given()]);
      if (typeof token === 'string') return token;
      throw new Error('no token');
    } catch (cause) {
      throw asError('token_unavailable', cause);
    } finally {
      this.#platform.clearTimeout(timer);
    }
  }

  /**
   * Gives the server a fresh one, where there is one. Where that does not succeed in time the server closes with 4201, and
   * the next connection asks again.
   * @param {import('./requests.js').Requests['request']} request
   * @param {(error: RingwayError) => void} report
   * @param {() => boolean} isDue whether the connection of it is up
   */
  async renew(request, report, isDue) {
    if (typeof this.#given !== 'function' || !isDue()) return;
    try {
      const token = await this.ask();
      if (isDue()) await request('refresh', { token });
    } catch (cause) {
      if (!isDue()) return;
      const error = /** @type {RingwayError} */ (cause);
      report(error);
      if (error.temporary) this.#platform.setTimeout(() => this.renew(request, report, isDue), error.retryAfterMs ?? RETRY_MS);
    }
  }
}
