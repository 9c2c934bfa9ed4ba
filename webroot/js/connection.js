import { closeAction } from './backoff.js';
import { asError } from './errors.js';
import { Link } from './link.js';
import { Liveness } from './liveness.js';
import { Timer } from './timer.js';
import { onWake } from './wake.js';

/** A connection that lived this long was well: the next break starts the backoff anew. */
const WELL_MS = 5_000;
const GOODBYE_MS = 2_000;

/**
 * @typedef {import('./frames.js').Frame} Frame
 * @typedef {object} Hooks
 * @property {(welcome: Frame) => void} up
 * @property {() => void} down of a connection that was up
 * @property {(frame: Frame) => void} receive
 * @property {(status: import('./ringway.js').Status) => void} status
 * @property {(error: import('./errors.js').RingwayError) => void} error
 * @property {() => void} networkChanged
 * @property {() => void} visibilityChanged
 */

/** Keeps one link to the server up, from `open` to `close` or to a close code that says stop. */
export class Connection {
  /** @type {import('./ringway.js').Status} */
  #status = { state: 'idle' };
  #options;
  #platform;
  #hooks;
  #liveness;
  /** @type {Link | undefined} */
  #link;
  /** @type {Link | undefined} the last one that was welcomed, where its session can be taken up again */
  #session;
  #online = false;
  /** Guards what is awaited: a number taken before an await is compared after it. */
  #run = 0;
  #attempt = 0;
  #hello = false;
  #closing = false;
  #onlineAt = 0;
  #downAt = 0;
  #notBefore = 0;
  #timer;
  /** @type {(() => void) | undefined} from `open` to the end */
  #stopWaking;

  /**
   * @param {{ url: string, token: () => Promise<string | undefined>, backoff: import('./ringway.js').Backoff }} options
   * @param {import('./ringway.js').Platform} platform
   * @param {Hooks} hooks
   */
  constructor(options, platform, hooks) {
    this.#options = options;
    this.#platform = platform;
    this.#hooks = hooks;
    this.#timer = new Timer(platform);
    this.#liveness = new Liveness(
      platform,
      () => this.send('{"type":"ping","id":0}'),
      () => this.#link?.drop('no_answer'),
    );
  }

  get status() {
    return this.#status;
  }

  get online() {
    return this.#online;
  }

  get socket() {
    return this.#link?.socket;
  }

  /** Milliseconds since it was up. */
  get awayMs() {
    return this.#online ? 0 : this.#platform.now() - this.#downAt;
  }

  /** Where neither open nor opening: opens. A goodbye that is under way was sent: its answer is not waited for. */
  open() {
    if (this.#closing) this.#abandon();
    if (this.#stopWaking) return;
    this.#attempt = 0;
    this.#hello = false;
    this.#session = undefined;
    this.#stopWaking = onWake(this.#platform, (networkChanged) => this.#wake(networkChanged), this.#hooks.visibilityChanged);
    this.#set({ state: 'connecting' });
    this.#dial();
  }

  /** Where open or opening: says goodbye and stays closed. */
  close() {
    this.#closing = true;
    if (!this.#online) return this.#abandon();
    this.#link?.close();
    this.#timer.start(GOODBYE_MS, () => this.#abandon());
  }

  /**
   * @param {string | Uint8Array<ArrayBuffer>} data a request
   * @returns {number} which frame of the session it is
   */
  send(data) {
    const link = /** @type {Link} */ (this.#link);
    this.#liveness.asked();
    return link.send(data);
  }

  async #dial() {
    // Who was told of it may have closed.
    if (!this.#stopWaking) return;
    const run = ++this.#run;
    let token;
    try {
      token = await this.#options.token();
    } catch (cause) {
      if (run === this.#run) this.#hooks.error(/** @type {import('./errors.js').RingwayError} */ (cause));
      // Who was told may have closed.
      if (run === this.#run) this.#retry({ code: 0, reason: 'token_unavailable', retryAfterMs: 0 });
      return;
    }
    if (run !== this.#run) return;
    try {
      this.#link = new Link({ url: this.#options.url, token, hello: this.#hello, former: this.#session }, this.#platform, {
        welcome: (frame) => this.#welcome(frame),
        receive: (frame) => this.#frame(frame),
        error: (cause) => this.#hooks.error(asError('bad_frame', cause)),
        end: (ending) => this.#ended(ending),
      });
    } catch (cause) {
      // No WebSocket here, or one that this page may not open.
      this.#hooks.error(asError('not_supported', cause));
      this.#stop(0, 'not_supported');
    }
  }

  /** @param {Frame} frame */
  #welcome(frame) {
    this.#online = true;
    this.#session = this.#link?.resume ? this.#link : undefined;
    this.#onlineAt = this.#platform.now();
    this.#liveness.start(frame.ping_interval_ms);
    this.#hooks.up(frame);
    // Who was told of something may have closed, and connected anew.
    if (this.#online) this.#set({ state: 'online', cid: frame.cid, userId: frame.user_id });
  }

  /** @param {Frame} frame */
  #frame(frame) {
    this.#liveness.alive();
    this.#hooks.receive(frame);
  }

  /** @param {import('./link.js').Ending} ending */
  #ended(ending) {
    const wasOnline = this.#online;
    this.#online = false;
    this.#link = undefined;
    this.#liveness.stop();
    // A handshake refused: say the token in a frame next time, to be told what is wrong with it.
    this.#hello = !ending.opened && !this.#hello;
    if (wasOnline) {
      this.#downAt = this.#platform.now();
      if (this.#downAt - this.#onlineAt >= WELL_MS) this.#attempt = 0;
    }
    if (this.#closing) this.#stop(1000, 'closed');
    else if (closeAction(ending.code) === 'stop') this.#stop(ending.code, ending.reason);
    else this.#retry(ending);
    if (wasOnline) this.#hooks.down();
  }

  /** @param {{ code: number, reason: string, retryAfterMs: number }} ending */
  #retry({ code, reason, retryAfterMs }) {
    const attempt = ++this.#attempt;
    const action = /** @type {'now' | 'later' | 'backoff'} */ (closeAction(code));
    const retryInMs = retryAfterMs + this.#options.backoff(attempt, { code, reason, action });
    this.#notBefore = this.#platform.now() + (action === 'later' ? retryInMs : retryAfterMs);
    this.#timer.start(retryInMs, () => this.#redial());
    this.#set({ state: 'reconnecting', attempt, retryInMs, code, reason });
  }

  #redial() {
    this.#timer.stop();
    this.#set({ .../** @type {any} */ (this.#status), retryInMs: 0 });
    this.#dial();
  }

  /** @param {boolean} networkChanged */
  #wake(networkChanged) {
    if (this.#online) this.#liveness.probe();
    else if (this.#timer.running && this.#platform.now() >= this.#notBefore) this.#redial();
    if (networkChanged) this.#hooks.networkChanged();
  }

  /** Nobody answers the goodbye, or there is nobody to say it to. */
  #abandon() {
    this.#run++;
    this.#link?.close();
    if (this.#link) this.#link.drop('closed');
    else this.#stop(1000, 'closed');
  }

  /**
   * @param {number} code
   * @param {string} reason
   */
  #stop(code, reason) {
    this.#closing = false;
    this.#timer.stop();
    this.#stopWaking = void this.#stopWaking?.();
    this.#set({ state: 'closed', code, reason });
  }

  /** @param {import('./ringway.js').Status} status */
  #set(status) {
    this.#status = Object.freeze(status);
    this.#hooks.status(this.#status);
  }
}
