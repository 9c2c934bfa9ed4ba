import { Timer } from './timer.js';

/**
 * Milliseconds within which something must come: after a request, else there is a ping; after a ping, else there is nobody.
 * The server counts on twice this.
 */
const ANSWER_MS = 4_000;
/** A timer this late ran in a page that was frozen: it proves nothing about the server. */
const FROZEN_MS = 2_000;

/**
 * Finds out that a connection is dead. A browser hides the server's pings, so silence alone proves nothing: only an
 * unanswered ping does, as some requests take their time. Any frame counts as an answer.
 */
export class Liveness {
  #platform;
  #ping;
  #dead;
  #intervalMs = 0;
  #heardAt = 0;
  #idle;
  #answer;

  /**
   * @param {import('./ringway.js').Platform} platform
   * @param {() => void} ping sends a request
   * @param {() => void} dead the connection answered nothing
   */
  constructor(platform, ping, dead) {
    this.#platform = platform;
    this.#ping = ping;
    this.#dead = dead;
    this.#idle = new Timer(platform);
    this.#answer = new Timer(platform);
  }

  /** @param {number} intervalMs of silence before a ping is sent */
  start(intervalMs) {
    this.#intervalMs = intervalMs;
    this.alive();
    this.#watch(intervalMs);
  }

  stop() {
    this.#idle.stop();
    this.#answer.stop();
  }

  /** A frame came. */
  alive() {
    this.#heardAt = this.#platform.now();
    this.#answer.stop();
  }

  /** A request was sent. */
  asked(isPing = false) {
    if (this.#answer.running || !this.#idle.running) return;
    const due = this.#platform.now() + ANSWER_MS;
    this.#answer.start(ANSWER_MS, () => {
      if (isPing && this.#platform.now() - due <= FROZEN_MS) this.#dead();
      else this.probe();
    });
  }

  /** Asks now, and soon knows. */
  probe() {
    this.#answer.stop();
    this.asked(true);
    this.#ping();
  }

  /** @param {number} ms */
  #watch(ms) {
    this.#idle.start(ms, () => {
      const silent = this.#platform.now() - this.#heardAt;
      const idle = silent >= this.#intervalMs;
      this.#watch(idle ? this.#intervalMs : this.#intervalMs - silent);
      if (idle) this.#ping();
    });
  }
}
