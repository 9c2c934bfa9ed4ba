import { Timer } from '../timer.js';

/** Milliseconds that each rung is given. */
const FIRST_MS = 15_000;
const DISCONNECTED_MS = 3_000;
const RESTART_MS = 8_000;
const REBUILT_MS = 15_000;

/**
 * What is tried, one after the other, where the way to a peer is not found or is lost: first to wait, then an ICE restart,
 * then a new peer connection, and then to say that there is no way.
 */
export class Ladder {
  #on;
  #timer;
  /** @type {'waiting' | 'restarted' | 'rebuilt' | 'gone' | 'over'} */
  #rung = 'waiting';
  #found = false;

  /**
   * @param {{ setTimeout(run: () => void, ms: number): any, clearTimeout(timer: any): void }} platform
   * @param {{ found: () => void, lost: (reason: string) => void, restart: () => void, rebuild: () => void, gaveUp: () => void }} on
   */
  constructor(platform, on) {
    this.#on = on;
    this.#timer = new Timer(/** @type {any} */ (platform));
  }

  /** A peer connection is new. @param {boolean} again whether it stands in for another one */
  begin(again) {
    if (!again) this.#rung = 'waiting';
    else if (this.#rung === 'gone') this.#rung = 'rebuilt';
    this.#timer.start(again ? REBUILT_MS : FIRST_MS, () => this.#next());
  }

  /** @param {RTCPeerConnectionState} state */
  change(state) {
    if (state === 'connected') {
      this.#timer.stop();
      this.#rung = 'waiting';
      this.#found = true;
      this.#on.found();
    } else if (state === 'failed') {
      if (this.#rung === 'waiting') this.#restart();
      else this.#next();
    } else if (state === 'disconnected' && this.#rung === 'waiting') {
      this.#timer.start(DISCONNECTED_MS, () => this.#restart());
      this.#on.lost('The connection is interrupted.');
    }
  }

  /** This connection cannot be agreed on: there is no use in searching for a way of it. */
  refused() {
    this.#next();
  }

  /** The network is another, or the peer is back: everything may be tried anew. A way that still works stays in use meanwhile. */
  again() {
    if (this.#rung === 'gone') {
      this.#rung = 'rebuilt';
      this.#on.rebuild();
    } else if (this.#found && this.#rung === 'waiting') this.#on.restart();
  }

  /** Also by who is told of a loss. */
  stop() {
    this.#rung = 'over';
    this.#timer.stop();
  }

  #restart() {
    this.#rung = 'restarted';
    this.#timer.start(RESTART_MS, () => this.#next());
    this.#on.lost('The connection is lost; another way is being looked for.');
    if (this.#rung === 'restarted') this.#on.restart();
  }

  #next() {
    if (this.#rung === 'gone' || this.#rung === 'over') return;
    if (this.#rung === 'rebuilt') {
      this.#rung = 'gone';
      this.#timer.stop();
      this.#on.gaveUp();
      return;
    }
    this.#rung = 'rebuilt';
    this.#on.lost('No way was found yet; a new connection is being made.');
    if (this.#rung === 'rebuilt') this.#on.rebuild();
  }
}
