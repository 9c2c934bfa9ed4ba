/** Milliseconds a path is given: to be found, to come back by itself, to be replaced. */
const CONNECT_MS = 30_000;
const DISCONNECTED_MS = 3_000;
const FAILED_MS = 20_000;

/** The way of a call's media through the network, and how long it may take to find one. */
export class Path {
  #platform;
  #on;
  #repairing = false;
  /** @type {any} */
  #timer;

  /**
   * @param {import('./ringway.js').Platform} platform
   * @param {{ found: () => void, lost: () => void, restart: () => void, failed: () => void }} on
   */
  constructor(platform, on) {
    this.#platform = platform;
    this.#on = on;
  }

  /** Both sides want it now. */
  begin() {
    this.#arm(CONNECT_MS, this.#on.failed);
  }

  /** @param {RTCPeerConnectionState} state */
  change(state) {
    if (state === 'connected') {
      this.stop();
      this.#repairing = false;
      this.#on.found();
    } else if (state === 'failed') this.#repair();
    else if (state === 'disconnected' && !this.#repairing) {
      this.#on.lost();
      this.#arm(DISCONNECTED_MS, () => this.#repair());
    }
  }

  stop() {
    this.#platform.clearTimeout(this.#timer);
  }

  /** Looks for another way. Every attempt counts from the first. */
  #repair() {
    this.#on.restart();
    if (this.#repairing) return;
    this.#repairing = true;
    this.#on.lost();
    this.#arm(FAILED_MS, this.#on.failed);
  }

  /**
   * @param {number} ms
   * @param {() => void} run
   */
  #arm(ms, run) {
    this.stop();
    this.#timer = this.#platform.setTimeout(run, ms);
  }
}
