/** Milliseconds within which something must come after a request, and after a page woke up. */
const ANSWER_MS = 10_000;
const WAKE_ANSWER_MS = 4_000;
/** A timer this late ran in a page that was frozen: it proves nothing about the server. */
const FROZEN_MS = 2_000;

/**
 * Finds out that a connection is dead. A browser hides the server's pings, so silence alone proves nothing: only an
 * unanswered request does. Any frame counts as an answer.
 */
export class Liveness {
  #platform;
  #ping;
  #dead;
  #intervalMs = 0;
  #heardAt = 0;
  /** @type {any} */
  #idleTimer;
  /** @type {any} */
  #answerTimer;

  /**
   * @param {import('./ringway.js').Platform} platform
   * @param {() => void} ping sends a request
   * @param {() => void} dead the connection answered nothing
   */
  constructor(platform, ping, dead) {
    this.#platform = platform;
    this.#ping = ping;
    this.#dead = dead;
  }

  /** @param {number} intervalMs of silence before a ping is sent */
  start(intervalMs) {
    this.stop();
    this.#intervalMs = intervalMs;
    this.heard();
    this.#watch(intervalMs);
  }

  stop() {
    this.#platform.clearTimeout(this.#idleTimer);
    this.#disarm();
    this.#intervalMs = 0;
  }

  /** A frame came. */
  heard() {
    this.#heardAt = this.#platform.now();
    this.#disarm();
  }

  /** A request was sent. */
  asked(withinMs = ANSWER_MS) {
    if (this.#answerTimer !== undefined || !this.#intervalMs) return;
    const due = this.#platform.now() + withinMs;
    this.#answerTimer = this.#platform.setTimeout(() => {
      this.#answerTimer = undefined;
      if (this.#platform.now() - due > FROZEN_MS) this.probe();
      else this.#dead();
    }, withinMs);
  }

  /** Asks now, and soon knows. */
  probe() {
    if (!this.#intervalMs) return;
    this.#disarm();
    this.asked(WAKE_ANSWER_MS);
    this.#ping();
  }

  /** @param {number} ms */
  #watch(ms) {
    this.#idleTimer = this.#platform.setTimeout(() => {
      const silent = this.#platform.now() - this.#heardAt;
      if (silent >= this.#intervalMs) this.#ping();
      this.#watch(silent >= this.#intervalMs ? this.#intervalMs : this.#intervalMs - silent);
    }, ms);
  }

  #disarm() {
    this.#platform.clearTimeout(this.#answerTimer);
    this.#answerTimer = undefined;
  }
}
