import { Timer } from './timer.js';

/** Milliseconds a path is given: to be found, to come back by itself, to be replaced. */
const SEARCH_MS = 10_000;
const DISCONNECTED_MS = 3_000;
const FAILED_MS = 20_000;

/** The way of a call's media through the network, and how long it may take to find one. */
export class Path {
  #on;
  #repairing = false;
  #timer;

  /**
   * @param {import('./ringway.js').Platform} platform
   * @param {{ found: () => void, lost: () => void, restart: () => void, failed: () => void }} on
   */
  constructor(platform, on) {
    this.#timer = new Timer(platform);
    this.#on = on;
  }

  /** Both sides want it now. A search that finds nothing may go on without an end: it is begun anew, as of a broken path. */
  begin() {
    this.#repairing = false;
    this.#repairIn(SEARCH_MS);
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
      this.#repairIn(DISCONNECTED_MS);
    }
  }

  stop() {
    this.#timer.stop();
  }

  /** @param {number} ms */
  #repairIn(ms) {
    this.#timer.start(ms, () => this.#repair());
  }

  /** Looks for another way. Every attempt counts from the first. */
  #repair() {
    if (!this.#repairing) {
      this.#repairing = true;
      this.#on.lost();
      this.#timer.start(FAILED_MS, this.#on.failed);
    }
    this.#on.restart();
  }
}
