import { Call } from './call.js';
import { checkTarget } from './errors.js';
import { senderOf } from './frames.js';

/** The calls of this connection, by id; their frames find them here. */
export class Calls {
  /** @type {Map<string, Call>} */
  #calls = new Map();
  #port;
  /** @type {import('./call.js').Ice} what the server hands out */
  ice = { iceServers: [] };

  /**
   * @param {{
   *   request: import('./requests.js').Requests['request'],
   *   platform: import('./ringway.js').Platform,
   *   emit: import('./events.js').Emitter<import('./ringway.js').RingwayEvents>['emit'],
   * }} port
   */
  constructor(port) {
    this.#port = {
      ...port,
      ice: () => this.ice,
      started: (/** @type {Call} */ call) => this.#calls.set(call.id, call),
      gone: (/** @type {Call} */ call) => this.#calls.delete(call.id),
    };
  }

  get all() {
    return [...this.#calls.values()];
  }

  /** @param {import('./ringway.js').Target & import('./ringway.js').CallOptions & import('./call.js').Setup} options */
  async call(options) {
    checkTarget(options);
    const { userId = null, cid = null } = options;
    const call = new Call('outgoing', { userId, cid }, this.#port);
    await call.ring(options);
    return call;
  }

  /** @param {import('./call.js').Ice} ice what the server hands out; without a policy the app's own stands */
  renewIce({ iceServers, iceTransportPolicy }) {
    this.ice = { iceServers, ...(iceTransportPolicy && { iceTransportPolicy }) };
    for (const call of this.all) call.renewIce(this.ice).catch(this.#port.platform.reportError);
  }

  /** The network is another: every call looks for its way anew. */
  restart() {
    for (const call of this.all) call.restart();
  }

  /**
   * The server knows no call of this connection any more.
   * @param {import('./ringway.js').CallReason} reason
   */
  close(reason) {
    for (const call of this.all) call.close(reason);
  }

  /** @param {import('./frames.js').Frame} frame one whose type begins with `rtc:` */
  frame(frame) {
    if (frame.type === 'rtc:incoming') return this.#incoming(frame);
    const call = this.#calls.get(frame.call_id);
    if (!call) return;
    const sender = senderOf(frame);
    if (frame.type === 'rtc:accepted') call.take(sender);
    else if (frame.type === 'rtc:signal') call.receive({ description: frame.description, candidate: frame.candidate });
    else if (frame.type === 'rtc:closed') call.close(frame.reason, frame.user_id ? sender : undefined);
  }

  /** @param {import('./frames.js').Frame} frame */
  #incoming(frame) {
    const call = new Call('incoming', senderOf(frame), this.#port);
    call.id = frame.call_id;
    call.data = frame.data ?? null;
    this.#calls.set(call.id, call);
    this.#port.emit('incoming', call);
  }
}
