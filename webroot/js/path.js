import { Timer } from './timer.js';

/** Milliseconds a path is given: to be found, to come back by itself, to be found by a restart, and by a new peer connection. */
const SEARCH_MS = 10_000;
const DISCONNECTED_MS = 3_000;
const RESTARTED_MS = 10_000;
const RENEWED_MS = 15_000;

/** The way of a call's media through the network, how long it may take to find one, and what is tried meanwhile. */
export class Path {
  #on;
  /** 1 where the search has been begun anew, 2 where a new peer connection was asked for, which is done once. */
  #tried = 0;
  #timer;

  /**
   * @param {import('./ringway.js').Platform} platform
   * @param {{ found: () => void, lost: () => void, restart: () => void, retry: () => void, failed: () => void }} on `retry`: with a
   *   new peer connection
   */
  constructor(platform, on) {
    this.#timer = new Timer(platform);
    this.#on = on;
  }

  /** Both sides want it now. A search that finds nothing may go on without an end: it is begun anew, as of a broken path. */
  begin() {
    if (this.#tried > 1) return;
    this.#tried = 0;
    this.#repairIn(SEARCH_MS);
  }

  /** @param {RTCPeerConnectionState} state */
  change(state) {
    if (state === 'connected') {
      this.stop();
      this.#tried = 0;
      this.#on.found();
    } else if (state === 'failed') this.#repair();
    else if (state === 'disconnected' && !this.#tried) {
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
    if (!this.#tried) {
      this.#tried = 1;
      this.#on.lost();
      this.#timer.start(RESTARTED_MS, () => {
        this.#tried = 2;
        this.#timer.start(RENEWED_MS, this.#on.failed);
        this.#on.retry();
      });
    }
    this.#on.restart();
  }
}
