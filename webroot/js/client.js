import { fullJitter } from './backoff.js';
import { Calls } from './calls.js';
import { Connection } from './connection.js';
import { RingwayError, check, checkTarget, errorOf } from './errors.js';
import { Emitter } from './events.js';
import { senderOf } from './frames.js';
import { Groups } from './groups.js';
import { Identity } from './identity.js';
import { platform as surroundings } from './platform.js';
import { Requests, deliver } from './requests.js';
import { Token } from './token.js';

const WAIT_MS = 15_000;

/** @typedef {import('./frames.js').Frame} Frame */

/**
 * One connection, its groups, messages and calls. `ringway.d.ts` documents it for apps.
 * @extends {Emitter<import('./ringway.js').RingwayEvents>}
 */
export class Client extends Emitter {
  #identity = new Identity();
  #token;
  #connection;
  #requests;
  #request;
  #groups;
  #calls;
  /** Milliseconds that the server keeps the session. */
  #graceMs = 0;
  /** Whether the page is hidden. */
  #hidden;
  /** @type {boolean | undefined} what the server was told of that */
  #toldHidden;

  /** @param {import('./ringway.js').RingwayOptions} [options] */
  constructor({ url, key, token = key, backoff, waitMs = WAIT_MS, background = true, platform: replaced } = {}) {
    const platform = surroundings(replaced);
    super(platform.reportError);
    this.#token = new Token(token, platform);
    this.#connection = new Connection(
      {
        url: socketUrl(url ?? platform.origin),
        token: () => this.#token.ask(),
        backoff: backoff ?? fullJitter({ random: platform.random }),
      },
      platform,
      {
        up: (frame) => this.#up(frame),
        down: () => this.#down(),
        receive: (frame) => this.#frame(frame),
        status: (status) => this.#status(status),
        error: (error) => this.emit('error', error),
        networkChanged: () => this.#calls.restart(),
        visibilityChanged: () => this.#tellHidden(),
      },
    );
    this.#hidden = () => background && !!platform.document?.hidden;
    this.#requests = new Requests(platform, this.#connection, () => this.refusal(), waitMs);
    const port = {
      request: this.#requests.request,
      platform,
      emit: this.emit.bind(this),
      isSelf: (/** @type {string} */ cid) => this.#identity.is(cid),
      cid: () => this.cid,
      online: () => this.#connection.online,
      forgotten: () => this.#connection.awayMs > this.#graceMs,
    };
    this.#request = port.request;
    this.#groups = new Groups(port);
    this.#calls = new Calls(port);
  }

  get status() {
    return this.#connection.status;
  }

  get cid() {
    return this.#identity.cid;
  }

  get userId() {
    return this.#identity.welcome?.userId ?? null;
  }

  get welcome() {
    return this.#identity.welcome;
  }

  get joined() {
    return this.#groups.all;
  }

  get calls() {
    return this.#calls.all;
  }

  get ice() {
    return this.#calls.ice;
  }

  get iceServers() {
    return this.ice.iceServers;
  }

  /** The socket of the moment. */
  get socket() {
    return /** @type {WebSocket} */ (this.#connection.socket);
  }

  /** Why no request can be made, while none can. */
  refusal() {
    const { status } = this;
    if (status.state === 'idle') return new RingwayError('not_connected');
    if (status.state === 'closed') return closedError(status);
    return undefined;
  }

  /** @returns {Promise<import('./ringway.js').Welcome>} */
  async connect() {
    this.#connection.open();
    const status = await this.#until('online');
    if (status.state === 'closed') throw new RingwayError(status.reason || 'closed', `${status.code}`);
    return /** @type {import('./ringway.js').Welcome} */ (this.welcome);
  }

  async close() {
    if (this.refusal()) return;
    const closed = this.#until('closed');
    if (this.#connection.online) this.#sayGoodbye();
    this.#connection.close();
    await closed;
  }

  /**
   * @param {string} group
   * @param {{ meta?: any, suspects?: boolean }} [options]
   */
  join(group, options = {}) {
    return this.#groups.join(group, options);
  }

  /** @param {string} group */
  async leave(group) {
    return this.#groups.joined(group).leave();
  }

  /**
   * @param {string} group
   * @param {any} meta
   */
  async update(group, meta) {
    return this.#groups.joined(group).update(meta);
  }

  /** @param {string} name */
  group(name) {
    return this.#groups.get(name);
  }

  /**
   * @param {string} group
   * @param {any} content
   * @param {import('./ringway.js').Shown} [notification]
   */
  async publish(group, content, notification) {
    return this.#groups.joined(group).publish(content, notification);
  }

  /**
   * @param {import('./ringway.js').Target} to
   * @param {any} content
   * @param {import('./ringway.js').Shown} [notification]
   */
  async send(to, content, notification) {
    checkTarget(to);
    const { userId, cid } = to;
    return deliver(this.#request, 'send', cid ? { cid } : { user_id: userId }, content, notification);
  }

  /**
   * @param {string} group
   * @param {string} cid
   * @param {any} content
   */
  relay(group, cid, content) {
    return deliver(this.#request, 'relay', { group, cid }, content);
  }

  /** @param {string} group */
  members(group) {
    return this.#groups.members(group);
  }

  /** @param {{ prefix?: string, limit?: number, after?: string }} [query] */
  groups(query = {}) {
    return this.#groups.page(query);
  }

  /** @param {Parameters<Calls['call']>[0]} options */
  call(options) {
    return this.#calls.call(options);
  }

  /**
   * @param {string} callId
   * @param {import('./ringway.js').CallOptions} [options]
   */
  takeOver(callId, options = {}) {
    return this.#calls.call(options, callId);
  }

  /**
   * @param {string} type
   * @param {Record<string, unknown>} [fields]
   */
  ask(type, fields) {
    return this.#request(type, fields ?? {});
  }

  /** @param {Frame} frame */
  #up(frame) {
    const { cid: before, welcome } = this;
    this.#identity.welcomed(frame);
    this.#graceMs = frame.grace_ms ?? 0;
    const resumed = before === frame.cid;
    const whole = resumed && frame.recovered;
    // First of all: what a listener asks for from here on is of this connection.
    whole ? this.#requests.repeat(frame.heard) : this.#requests.lose();
    // Then back into the groups: what waits may be meant for them. Another node has numbers of its own.
    if (!whole || welcome?.epoch !== frame.epoch) for (const group of this.#groups.all) group.rejoin();
    this.#requests.up(frame.limits?.frame_bytes ?? Infinity);
    // A call belongs to the session that made it.
    if (!resumed) this.#calls.close('disconnected');
    if (frame.ice) this.#renewIce(frame.ice);
    if (!whole) {
      this.#toldHidden = resumed ? undefined : false;
      // The other side's signals may be among what was lost.
      this.#calls.restart(frame.calls);
      // Once the app knows that it is online, and before anything else comes.
      if (before && this.status.state === 'reconnecting') queueMicrotask(() => this.emit('gap', { resumed }));
    }
    this.#tellHidden();
  }

  /** @param {any} ice of the server's frames */
  #renewIce(ice) {
    this.#calls.renewIce(ice);
    this.emit('ice', ice.iceServers);
  }

  #down() {
    if (this.welcome?.graceMs) return this.#requests.pause();
    for (const group of this.#groups.all) group.interrupt();
    this.#requests.lose();
  }

  /** A server that knows of a hidden page keeps a lost session longer. */
  #tellHidden() {
    const on = this.#hidden();
    if (!this.#connection.online || !this.welcome?.graceMs || on === this.#toldHidden) return;
    this.#toldHidden = on;
    this.#request('background', { on }).then(
      ({ grace_ms }) => (this.#graceMs = grace_ms),
      () => (this.#toldHidden = undefined),
    );
  }

  /** @param {import('./ringway.js').Status} status */
  #status(status) {
    if (status.state === 'closed') {
      this.#requests.fail(closedError(status));
      for (const group of this.#groups.all) group.end();
      this.#calls.close('disconnected');
    }
    this.emit('status', status);
  }

  /** @param {Frame} frame */
  #frame(frame) {
    const { socket } = this;
    switch (frame.type) {
      case 'result':
        this.#requests.answer(frame);
        break;
      case 'error':
        // One with a number answers what was given up meanwhile.
        if (!this.#requests.answer(frame) && !frame.id) this.emit('error', errorOf(frame));
        break;
      case 'notice':
      case 'notices':
      case 'count':
        this.#groups.notice(frame);
        break;
      case 'moved':
        this.#groups.moved(frame);
        break;
      case 'message':
      case 'relay':
        this.#groups.message(frame);
        break;
      case 'gap':
        this.#groups.gap(frame);
        this.emit('frame', frame);
        break;
      case 'private':
        this.emit('private', Object.freeze({ ...senderOf(frame), content: frame.content }));
        break;
      case 'token_expiring':
        // For this connection, until it closes: the next one asks for a token anyway.
        this.#token.renew(this.#request, (error) => this.emit('error', error), () => socket.readyState < 2);
        break;
      case 'ice':
        this.#renewIce(frame);
        break;
      default:
        if (frame.type.startsWith('rtc:')) this.#calls.receive(frame);
        else this.emit('frame', frame);
    }
  }

  /** Sent ahead of the close frame, on the same socket; the answers are not waited for. */
  #sayGoodbye() {
    const unanswered = () => undefined;
    for (const call of this.calls) call.hangup().catch(unanswered);
    for (const group of this.joined) group.leave().catch(unanswered);
  }

  /**
   * Waits for a state, or for the end.
   * @param {import('./ringway.js').Status['state']} state
   * @returns {Promise<import('./ringway.js').Status>}
   */
  #until(state) {
    return new Promise((resolve) => {
      const check = (/** @type {import('./ringway.js').Status} */ status) => {
        if (status.state !== state && status.state !== 'closed') return;
        off();
        resolve(status);
      };
      const off = this.on('status', check);
      check(this.status);
    });
  }
}

/** @param {{ code: number, reason: string }} status */
const closedError = ({ code, reason }) => new RingwayError('closed', `${code} ${reason}`);

/** @param {string | undefined} base */
function socketUrl(base) {
  check(base, 'url');
  const url = new URL(base);
  url.pathname = url.pathname.replace(/\/?$/, '/realtime');
  url.search = url.hash = '';
  url.protocol = url.protocol.replace('http', 'ws');
  return url.href;
}
