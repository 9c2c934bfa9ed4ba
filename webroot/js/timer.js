/** One thing to do later, or not at all. */
export class Timer {
  #platform;
  /** @type {any} */
  #id;

  /** @param {import('./ringway.js').Platform} platform */
  constructor(platform) {
    this.#platform = platform;
  }

  get running() {
    return this.#id !== undefined;
  }

  /**
   * In place of what it was to do before.
   * @param {number} ms
   * @param {() => void} run
   */
  start(ms, run) {
    this.stop();
    this.#id = this.#platform.setTimeout(() => {
      this.#id = undefined;
      run();
    }, ms);
  }

  stop() {
    this.#platform.clearTimeout(this.#id);
    this.#id = undefined;
  }
}
