import { Call } from './call.js';
import { check, checkTarget } from './errors.js';
import { senderOf } from './frames.js';

/**
 * @typedef {Pick<RTCConfiguration, 'iceTransportPolicy'> & { iceServers: RTCIceServer[] }} Ice
 *
 * What a call is begun or accepted with.
 * @typedef {object} Setup
 * @property {import('./ringway.js').Media} [media]
 * @property {RTCIceServer[]} [iceServers]
 * @property {(call: Call) => void} [prepared] the peer connection is there, and nothing has happened to it yet
 *
 * What a call needs of its client.
 * @typedef {object} CallPort
 * @property {import('./requests.js').Requests['request']} request
 * @property {import('./ringway.js').Platform} platform
 * @property {() => Ice} ice what the server handed out
 * @property {(call: Call) => void} started its id is known
 * @property {(call: Call) => void} gone it is over
 * @property {() => boolean} online
 * @property {() => boolean} forgotten whether the connection has been away for longer than the server keeps a session
 * @property {import('./events.js').Emitter<import('./ringway.js').RingwayEvents>['emit']} emit
 */

/** The calls of this connection, by id; their frames find them here. */
export class Calls {
  /** @type {Map<string, Call>} */
  #calls = new Map();
  #port;
  /** @type {Ice} what the server hands out */
  ice = { iceServers: [] };

  /** @param {Omit<CallPort, 'ice' | 'started' | 'gone'>} port */
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

  /**
   * @param {Partial<Record<'userId' | 'cid', string>> & import('./ringway.js').CallOptions & Setup} options
   * @param {string} [id] of a call to take over
   */
  async call(options, id) {
    if (!id) checkTarget(options);
    else check(!this.#calls.get(id), 'a call of this client');
    const { userId = null, cid = null } = options;
    const call = new Call(id ? 'incoming' : 'outgoing', { userId, cid }, this.#port);
    if (id) this.#calls.set((call.id = id), call);
    await call.begin(options);
    return call;
  }

  /** @param {Ice} ice what the server hands out; without a policy the app's own stands */
  renewIce({ iceServers, iceTransportPolicy }) {
    this.ice = { iceServers, ...(iceTransportPolicy && { iceTransportPolicy }) };
    for (const call of this.all) call.renewIce(this.ice).catch(call.report);
  }

  /**
   * The network is another, or something was lost: every call looks for its way anew.
   * @param {string[]} [live] the calls there are
   */
  restart(live) {
    for (const call of this.all) call.restart(live);
    // What is over for this side, or was never heard of: its id may have been lost with its answer.
    for (const call_id of live ?? []) if (!this.#calls.has(call_id)) this.#port.request('hangup', { call_id, scope: 'device' }).catch(() => undefined);
  }

  /**
   * The server knows no call of this connection any more.
   * @param {import('./ringway.js').CallReason} reason
   */
  close(reason) {
    for (const call of this.all) call.close(reason);
  }

  /** @param {import('./frames.js').Frame} frame one whose type begins with `rtc:` */
  receive(frame) {
    const { call_id, into, polite, description } = frame;
    const type = frame.type.slice(4);
    if (type === 'incoming') return this.#incoming(frame);
    const call = this.#calls.get(call_id);
    if (!call) return;
    const sender = senderOf(frame);
    call.polite = polite ?? call.polite;
    if (into) {
      this.#calls.delete(call_id);
      call.id = into;
      // Where it rang here, it is the call that its callee has made back. Who is told may hang up either.
      this.#calls.get(into)?.close('merged');
      call.merge();
    }
    const taken = type === 'taken';
    if (into || type === 'accepted' || (taken && call.state === 'ringing')) call.take(sender);
    else if (taken || type === 'moved') call.renew(sender, taken);
    else if (type === 'signal') for (const candidate of frame.candidates ?? [frame.candidate]) call.receive({ description, candidate });
    else if (type === 'closed') call.close(frame.reason, { by: frame.user_id && sender, durationMs: frame.duration_ms });
    else call.emit(/** @type {'suspect' | 'back' | 'waiting'} */ (type.replace('peer-', '')), call);
  }

  /** @param {import('./frames.js').Frame} frame */
  #incoming(frame) {
    const call = new Call('incoming', senderOf(frame), this.#port);
    const { call_id: id, data = null, waiting, starts, polite = true, ring_ms } = frame;
    Object.assign(call, { id, data, waiting, starts, polite });
    this.#calls.set(id, call);
    // The end of a ring that was lost with its node is never told. A moment later than the server tells it otherwise.
    this.#port.platform.setTimeout(() => call.state === 'ringing' && call.direction === 'incoming' && call.close('timeout'), ring_ms + 5_000);
    this.#port.emit('incoming', call);
  }
}
