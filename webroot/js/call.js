import { RingwayError, asError } from './errors.js';
import { channelsOf } from './channels.js';
import { deferred } from './deferred.js';
import { Emitter } from './events.js';
import { openMedia } from './media.js';
import { Negotiation } from './negotiation.js';
import { Path } from './path.js';
import { isRelayed } from './relay.js';

const RETRY_MS = 500;

/**
 * @typedef {import('./ringway.js').CallReason} CallReason
 * @typedef {import('./negotiation.js').Signal} Signal
 * @typedef {Pick<RTCConfiguration, 'iceTransportPolicy'> & { iceServers: RTCIceServer[] }} Ice
 * @typedef {object} Setup
 * @property {import('./ringway.js').Media} [media]
 * @property {RTCIceServer[]} [iceServers]
 * @property {(call: Call) => void} [prepared] the peer connection is there, and nothing has happened to it yet
 * @typedef {object} CallPort
 * @property {import('./requests.js').Requests['request']} request
 * @property {import('./ringway.js').Platform} platform
 * @property {() => Ice} ice what the server handed out
 * @property {(call: Call) => void} started its id is known
 * @property {(call: Call) => void} gone it is over
 * @property {import('./events.js').Emitter<import('./ringway.js').RingwayEvents>['emit']} emit
 */

/**
 * One call: its ring, its peer connection, and everything that has to go when it ends. The caller is impolite, the
 * callee polite.
 * @extends {Emitter<import('./ringway.js').CallEvents>}
 */
export class Call extends Emitter {
  id = '';
  /** @type {RTCPeerConnection | undefined} */
  pc;
  /** @type {MediaStream | null} */
  media = null;
  /** @type {MediaStream | null} */
  remote = null;
  /** @type {Map<string, RTCDataChannel>} */
  channels = new Map();
  /** @type {{ userId: string | null, cid: string | null }} */
  peer;
  /** @type {any} */
  data = null;

  /** @type {import('./ringway.js').Call['state']} */
  #state = 'ringing';
  #direction;
  #port;
  #ownsMedia = false;
  #ownIce = false;
  #accepting = false;
  /** @type {ReturnType<typeof deferred<import('./ringway.js').Call>>} */
  #accepted = deferred();
  /** @type {ReturnType<typeof deferred<import('./ringway.js').Call>>} */
  #connected = deferred();
  #over = new AbortController();
  /** @type {Negotiation | undefined} */
  #negotiation;
  /** @type {Signal[]} what there was to say before the server gave the call its id */
  #unsent = [];
  #path;

  /**
   * @param {'outgoing' | 'incoming'} direction
   * @param {{ userId: string | null, cid: string | null }} peer
   * @param {CallPort} port
   */
  constructor(direction, peer, port) {
    super(port.platform.reportError);
    this.#direction = direction;
    this.peer = peer;
    this.#port = port;
    this.#path = new Path(port.platform, {
      found: () => {
        this.#set('connected');
        this.#connected.resolve(this);
      },
      lost: () => this.#set('reconnecting'),
      restart: () => this.restart(),
      failed: () => this.#end('failed'),
    });
  }

  get direction() {
    return this.#direction;
  }

  get state() {
    return this.#state;
  }

  get accepted() {
    return this.#accepted.promise;
  }

  get connected() {
    return this.#connected.promise;
  }

  /** Aborted when the call is over: takes every listener off that was added with it. */
  get until() {
    return this.#over.signal;
  }

  /**
   * Rings. Resolves when the server has taken the call.
   * @param {Setup & import('./ringway.js').CallOptions} options
   */
  async ring(options) {
    const channels = channelsOf(options);
    const { userId, cid } = this.peer;
    try {
      const { pc, negotiation } = await this.#open(options);
      for (const { label, options } of channels) this.#channel(pc.createDataChannel(label, options));
      const description = await negotiation.begin();
      const to = cid === null ? { user_id: userId } : { cid };
      // JSON leaves a `data` out that is undefined.
      const { call_id } = await this.#port.request('call', { ...to, description, data: options.data });
      this.id = call_id;
    } catch (error) {
      this.close('failed');
      throw asError('failed', error);
    }
    this.#port.started(this);
    for (const signal of this.#unsent.splice(0)) this.#signal(signal);
  }

  /**
   * @param {Setup} [options]
   * @returns {Promise<Call>}
   */
  async accept(options = {}) {
    if (this.#state !== 'ringing' || this.#accepting || this.#direction !== 'incoming') {
      throw new RingwayError('call_closed');
    }
    this.#accepting = true;
    try {
      await this.#open(options);
      await this.#port.request('accept', { call_id: this.id });
    } catch (error) {
      this.#accepting = false;
      // Without its media the call still rings, and may be accepted in another way.
      if (this.pc) this.close('failed');
      throw error;
    }
    this.#alive();
    this.take(this.peer);
    return this;
  }

  decline() {
    return this.hangup();
  }

  async hangup() {
    if (this.#state === 'closed') return;
    const reason = this.#state !== 'ringing' ? 'hangup' : this.#direction === 'incoming' ? 'declined' : 'cancelled';
    this.close(reason);
    await this.#bye();
  }

  /**
   * @param {'audio' | 'video'} kind
   * @param {MediaStreamTrack | null} track
   */
  async setTrack(kind, track) {
    this.#alive();
    const pc = /** @type {RTCPeerConnection} */ (this.pc);
    const fits = (/** @type {RTCRtpTransceiver} */ { sender, receiver, direction }) =>
      direction !== 'stopped' && (sender.track?.kind ?? receiver.track.kind) === kind;
    const transceiver = pc.getTransceivers().find(fits);
    if (!transceiver) {
      if (track) pc.addTrack(track, ...(this.media ? [this.media] : []));
      return;
    }
    await transceiver.sender.replaceTrack(track);
    if (track && transceiver.direction === 'recvonly') transceiver.direction = 'sendrecv';
    if (track && transceiver.direction === 'inactive') transceiver.direction = 'sendonly';
  }

  /**
   * The callee took it.
   * @param {{ userId: string | null, cid: string | null }} callee
   */
  take(callee) {
    if (this.#state !== 'ringing') return;
    this.peer = callee;
    this.#set('connecting');
    this.#path.begin();
    this.#accepted.resolve(this);
    this.emit('accepted', this);
  }

  /** @param {Signal} signal */
  receive(signal) {
    this.#negotiation?.receive(signal);
  }

  /** The way through the network may be another now. */
  restart() {
    this.#negotiation?.restart();
  }

  /**
   * Other servers, other credentials, or relays alone. They are used from the next search for a way on: where this side's
   * media goes through a relay now, whose old credentials are about to end, or may go on through none, that is at once.
   * @param {Ice} ice
   */
  async renewIce(ice) {
    const { pc } = this;
    if (!pc) return;
    const before = pc.getConfiguration();
    const same = !ice.iceTransportPolicy || before.iceTransportPolicy === ice.iceTransportPolicy;
    if (same && this.#ownIce) return;
    pc.setConfiguration({ ...before, ...ice, ...(this.#ownIce && { iceServers: before.iceServers }) });
    if (!same || (await isRelayed(pc))) this.restart();
  }

  /**
   * Ends it here, whoever ended it: stops what was opened for it, and tells.
   * @param {CallReason} reason
   * @param {import('./ringway.js').Sender} [by]
   */
  close(reason, by) {
    if (this.#state === 'closed') return;
    this.#path.stop();
    this.#over.abort();
    for (const channel of this.channels.values()) channel.close();
    this.channels.clear();
    this.pc?.close();
    this.#stopMedia();
    const error = new RingwayError(reason);
    this.#accepted.reject(error);
    this.#connected.reject(error);
    this.#port.gone(this);
    this.#set('closed');
    this.emit('closed', by ? { reason, by } : { reason });
  }

  /** @param {Setup} options */
  async #open({ media, iceServers, prepared }) {
    const { RTCPeerConnection } = this.#port.platform;
    if (!RTCPeerConnection) throw new RingwayError('not_supported', 'no WebRTC here');
    const { stream, owned } = await openMedia(media, this.#port.platform);
    this.media = stream;
    this.#ownsMedia = owned;
    if (this.#state === 'closed') this.#stopMedia();
    this.#alive();
    this.#ownIce = !!iceServers;
    const pc = (this.pc = new RTCPeerConnection({ ...this.#port.ice(), ...(iceServers && { iceServers }) }));
    const signal = this.until;
    pc.addEventListener('connectionstatechange', () => this.#path.change(pc.connectionState), { signal });
    pc.addEventListener('datachannel', (event) => this.#channel(event.channel), { signal });
    pc.addEventListener('track', (event) => this.#track(event), { signal });
    prepared?.(this);
    this.#port.emit('call', this);
    const negotiation = (this.#negotiation = new Negotiation(pc, {
      polite: this.#direction === 'incoming',
      send: (message) => this.#signal(message),
      fail: (error) => this.#broken(error),
      report: this.#port.platform.reportError,
      until: signal,
    }));
    for (const track of stream?.getTracks() ?? []) pc.addTrack(track, /** @type {MediaStream} */ (stream));
    return { pc, negotiation };
  }

  /** @param {RTCTrackEvent} event */
  #track(event) {
    const { MediaStream } = this.#port.platform;
    this.remote ??= MediaStream ? new MediaStream() : null;
    const remote = this.remote;
    remote?.addTrack(event.track);
    event.track.addEventListener('ended', () => remote?.removeTrack(event.track), { signal: this.until });
    this.emit('track', event);
  }

  /** @param {RTCDataChannel} channel */
  #channel(channel) {
    this.channels.set(channel.label, channel);
    const gone = () => this.channels.get(channel.label) === channel && this.channels.delete(channel.label);
    channel.addEventListener('close', gone, { signal: this.until });
    this.emit('channel', channel);
  }

  /** @param {unknown} error */
  #broken(error) {
    this.#port.platform.reportError(error);
    this.#end('failed');
  }

  /** @param {CallReason} reason */
  #end(reason) {
    if (this.#state === 'closed') return;
    this.close(reason);
    this.#bye(reason).catch(this.#port.platform.reportError);
  }

  /** @param {Signal} signal */
  async #signal(signal) {
    if (this.#state === 'closed') return;
    if (!this.id) {
      this.#unsent.push(signal);
      return;
    }
    try {
      await this.#port.request('signal', { call_id: this.id, ...signal }, true);
    } catch (cause) {
      const error = /** @type {RingwayError} */ (cause);
      if (!error.temporary) return this.close('failed');
      await this.#pause(error);
      await this.#signal(signal);
    }
  }

  /**
   * Tells the server, until it has heard, or does not know the call any more.
   * @param {CallReason} [reason]
   * @returns {Promise<void>}
   */
  async #bye(reason) {
    if (!this.id) return;
    try {
      await this.#port.request('hangup', { call_id: this.id, reason }, true);
    } catch (cause) {
      const error = /** @type {RingwayError} */ (cause);
      if (error.code === 'no_such_call' || error.code === 'closed') return;
      if (!error.temporary) throw error;
      await this.#pause(error);
      await this.#bye(reason);
    }
  }

  /** @param {RingwayError} error what to wait after, before the same is tried again */
  #pause({ retryAfterMs }) {
    return new Promise((wake) => this.#port.platform.setTimeout(() => wake(undefined), retryAfterMs ?? RETRY_MS));
  }

  #alive() {
    if (this.#state === 'closed') throw new RingwayError('call_closed');
  }

  #stopMedia() {
    if (!this.#ownsMedia) return;
    for (const track of this.media?.getTracks() ?? []) track.stop();
  }

  /** @param {import('./ringway.js').Call['state']} state */
  #set(state) {
    if (this.#state === state || this.#state === 'closed') return;
    this.#state = state;
    this.emit('state', state);
  }
}
