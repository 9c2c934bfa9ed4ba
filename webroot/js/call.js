import { RingwayError, asError } from './errors.js';
import { channelsOf } from './channels.js';
import { deferred } from './deferred.js';
import { Emitter } from './events.js';
import { renewIce } from './ice.js';
import { hangUp } from './hang-up.js';
import { insist } from './insist.js';
import { listen } from './listen.js';
import { openMedia } from './media.js';
import { Negotiation } from './negotiation.js';
import { Path } from './path.js';
import { takeOver } from './take-over.js';

/**
 * @typedef {import('./ringway.js').CallReason} CallReason
 * @typedef {import('./negotiation.js').Signal} Signal
 * @typedef {import('./calls.js').Setup} Setup
 */

/**
 * One call: its ring, its peer connection, and everything that has to go when it ends.
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
  /** @type {boolean | undefined} whether it rings while this user is in another call */
  waiting;
  /** @type {boolean | undefined} whether the app's backend wants this call, and who accepts it calls the peer */
  starts;
  /** Whether this side gives way when both offer at once; the server says so. */
  polite;

  /** @type {import('./ringway.js').Call['state']} */
  #state = 'ringing';
  #port;
  #ownsMedia = false;
  #accepting = false;
  /** Of a call to take over: 1 until the server has said that it is found, then 2. */
  #taking = 0;
  /** @type {ReturnType<typeof deferred<import('./ringway.js').Call>>} */
  #accepted = deferred();
  /** @type {ReturnType<typeof deferred<import('./ringway.js').Call>>} */
  #connected = deferred();
  /** Of the peer connection there is: ended with it, also where another takes its place. */
  #over = new AbortController();
  /** @type {Negotiation | undefined} */
  #negotiation;
  /** @type {Signal[]} what there was to say before the server gave the call its id */
  #unsent = [];
  /** @type {ReturnType<typeof channelsOf>} by this side */
  #opened = [];
  /** @type {RTCIceServer[] | undefined} the app's own */
  #iceServers;
  #path;

  /**
   * @param {'outgoing' | 'incoming'} direction
   * @param {{ userId: string | null, cid: string | null }} peer
   * @param {import('./calls.js').CallPort} port
   */
  constructor(direction, peer, port) {
    super(port.platform.reportError);
    this.direction = direction;
    this.polite = direction === 'incoming';
    this.peer = peer;
    this.#port = port;
    this.#path = new Path(port.platform, {
      found: () => {
        this.#set('connected');
        this.#connected.resolve(this);
      },
      lost: () => this.#set('reconnecting'),
      // Without the server no other way can be agreed on. That the way goes so late has a reason: the other side was told.
      restart: () => (port.forgotten() ? this.#fail('disconnected') : this.restart()),
      // Where it cannot be, as with a client that knows no such thing, the time for it runs out. Asked later, once the server is back,
      // it would take the place of a way that has come back, too.
      retry: () => port.online() && port.request('move', { call_id: this.id }).catch(() => undefined),
      failed: () => this.#fail('failed', 'no way through the network was found'),
    });
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

  /** Aborted when the peer connection of now is replaced, or the call is over: takes every listener off that was added with it. */
  get until() {
    return this.#over.signal;
  }

  /**
   * Rings; or, with an id, takes that call over from another connection of this user. Resolves when the server has taken
   * it, or this connection has.
   * @param {Setup & import('./ringway.js').CallOptions} options
   */
  async begin(options) {
    const channels = channelsOf(options);
    const { userId, cid } = this.peer;
    const taking = (this.#taking = this.id ? 1 : 0);
    try {
      await this.#open(options, channels);
      if (taking) {
        await this.#move();
        this.#taking = 2;
      } else {
        const description = await this.#negotiation?.begin();
        const to = cid === null ? { user_id: userId } : { cid };
        const { data, timeoutMs: timeout_ms, onBusy: on_busy } = options;
        this.id = (await this.#port.request('call', { ...to, description, data, timeout_ms, on_busy })).call_id;
      }
      // It was ended meanwhile, and nobody could be told.
      if (this.#state === 'closed') await this.#bye();
      if (taking) await this.#accepted.promise;
      // Without a moment's wait: what comes next may be of this call.
      else this.#alive();
    } catch (error) {
      this.close('failed');
      throw asError('failed', error);
    }
    this.#port.started(this);
    // The other side waits for an offer.
    if (taking) this.#negotiation?.start();
    for (const signal of this.#unsent.splice(0)) this.#send(signal);
  }

  /**
   * @param {Setup & Pick<import('./ringway.js').CallOptions, 'channels'>} [options]
   * @returns {Promise<Call>}
   */
  async accept(options = {}) {
    if (this.#state !== 'ringing' || this.#accepting || this.direction !== 'incoming') {
      throw new RingwayError('call_closed');
    }
    this.#accepting = true;
    try {
      await this.#open(options, this.starts ? channelsOf(options) : []);
      await this.#port.request('accept', { call_id: this.id });
    } catch (error) {
      this.#accepting = false;
      // Without its media the call still rings, and may be accepted in another way. Else the server may have heard of it, or not.
      if (this.pc) this.#fail();
      throw error;
    }
    this.#alive();
    if (this.starts) {
      // From here on it is a call of this side's, whose offer waits for the peer.
      this.direction = 'outgoing';
      this.#negotiation?.start();
    } else this.take(this.peer);
    return this;
  }

  /** @param {{ device?: boolean }} [options] */
  decline({ device } = {}) {
    return this.hangup(device ? 'device' : undefined);
  }

  /** @param {string} [scope] */
  async hangup(scope) {
    if (this.#state === 'closed') return;
    const reason = this.#state !== 'ringing' ? 'hangup' : this.direction === 'incoming' ? 'declined' : 'cancelled';
    this.close(reason);
    await this.#bye({ scope });
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

  /**
   * The callee was calling too: that call goes on, and this is its callee's side, who leaves the channels to the caller. Its
   * offer is given up with the peer connection that made it. Taken back, while Chromium still asks itself whether the page may
   * know the addresses of its network, it would leave a peer connection that never looks for a way again.
   */
  merge() {
    if (this.#state === 'closed') return;
    this.#connect();
    this.#port.started(this);
  }

  /**
   * The other side goes on with another connection, which opens the channels; or both sides anew, each with those it had opened.
   * What the other side may not know yet, as no way was ever found, it cannot open.
   * @param {{ userId: string | null, cid: string | null }} peer
   * @param {boolean} offers whether this side asked for it, and makes the offer
   */
  renew(peer, offers) {
    const own = peer.cid === this.peer.cid ? this.#opened.filter(({ label }) => this.channels.has(label)) : [];
    this.peer = peer;
    this.#connect();
    this.#set('connecting');
    this.#path.begin();
    this.emit('moved', this);
    this.#openChannels(own);
    if (offers) this.#negotiation?.start();
  }

  /** @param {Signal} signal */
  receive(signal) {
    this.#negotiation?.receive(signal);
  }

  /**
   * The way through the network may be another now. A ring that the server does not list is over; not a call that this side asks for. Of
   * one that it has got, that may be what was lost. A ring that is listed may have another owner, who has no offer to pass on.
   * @param {string[]} [live]
   */
  restart(live) {
    // What is said while it rings is kept for who accepts it, up to a bound.
    if (this.#state !== 'ringing') this.#negotiation?.restart();
    else if (live && this.#taking !== 1) {
      if (!live.includes(this.id)) this.direction === 'incoming' ? this.close('disconnected') : this.#fail('disconnected');
      else if (this.#taking) this.#move().catch(() => this.#fail());
      else this.#negotiation?.repeat();
    }
  }

  /** @param {import('./calls.js').Ice} ice of the server; servers of the app's own stay */
  async renewIce({ iceServers, ...policy }) {
    const { pc } = this;
    if (pc && (await renewIce(pc, this.#iceServers ? policy : { iceServers, ...policy }))) this.restart();
  }

  /**
   * Ends it here, whoever ended it: stops what was opened for it, and tells.
   * @param {CallReason} reason
   * @param {{ by?: import('./ringway.js').Sender, durationMs?: number, text?: string }} [more]
   */
  close(reason, more) {
    if (this.#state === 'closed') return;
    this.#path.stop();
    this.#drop();
    this.#stopMedia();
    const error = new RingwayError(reason, more?.text);
    this.#accepted.reject(error);
    this.#connected.reject(error);
    this.#port.gone(this);
    this.#set('closed');
    this.emit('closed', { reason, ...more });
  }

  #drop() {
    this.#over.abort();
    for (const channel of this.channels.values()) channel.close();
    this.channels.clear();
    this.pc?.close();
  }

  /**
   * @param {Setup} options
   * @param {ReturnType<typeof channelsOf>} channels
   */
  async #open({ media, iceServers, prepared }, channels) {
    if (!this.#port.platform.RTCPeerConnection) throw new RingwayError('not_supported', 'no WebRTC');
    this.media = await openMedia(media, this.#port.platform);
    // A stream of the app's may be in use elsewhere.
    this.#ownsMedia = this.media !== media;
    if (this.#state === 'closed') this.#stopMedia();
    this.#alive();
    this.#iceServers = iceServers;
    this.#connect(prepared);
    this.#openChannels(channels);
  }

  /**
   * A peer connection that sends this side's media; one in place of another, what that one sends now.
   * @param {Setup['prepared']} [prepared]
   */
  #connect(prepared) {
    const { RTCPeerConnection } = this.#port.platform;
    const { media } = this;
    const tracks = this.pc?.getSenders().map(({ track }) => track) ?? media?.getTracks() ?? [];
    this.#drop();
    this.#opened = [];
    this.remote = null;
    this.#over = new AbortController();
    const iceServers = this.#iceServers;
    const pc = new /** @type {typeof window.RTCPeerConnection} */ (RTCPeerConnection)({
      ...this.#port.ice(),
      ...(iceServers && { iceServers }),
    });
    this.pc = pc;
    const { signal } = this.#over;
    listen(pc, 'connectionstatechange', () => this.#path.change(pc.connectionState), signal);
    listen(pc, 'datachannel', (event) => this.#channel(event.channel), signal);
    listen(pc, 'track', (event) => this.#track(event), signal);
    prepared?.(this);
    this.#port.emit('call', this);
    this.#negotiation = new Negotiation(pc, {
      yields: () => this.polite,
      send: (message) => this.#send(message),
      fail: (error) => {
        this.report(error);
        this.#fail();
      },
      report: this.report,
      platform: this.#port.platform,
      until: signal,
    });
    for (const track of tracks) if (track) pc.addTrack(track, ...(media ? [media] : []));
  }

  /** @param {ReturnType<typeof channelsOf>} channels */
  #openChannels(channels) {
    this.#opened = channels;
    const { pc } = this;
    for (const { label, options } of channels) if (pc && this.#state !== 'closed') this.#channel(pc.createDataChannel(label, options));
  }

  /** @param {RTCTrackEvent} event */
  #track(event) {
    const { MediaStream } = this.#port.platform;
    this.remote ??= MediaStream ? new MediaStream() : null;
    this.remote?.addTrack(event.track);
    listen(event.track, 'ended', () => this.remote?.removeTrack(event.track), this.until);
    this.emit('track', event);
  }

  /** @param {RTCDataChannel} channel */
  #channel(channel) {
    this.channels.set(channel.label, channel);
    const gone = () => this.channels.get(channel.label) === channel && this.channels.delete(channel.label);
    listen(channel, 'close', gone, this.until);
    this.emit('channel', channel);
  }

  /** @param {CallReason} [reason] @param {string} [text] */
  #fail(reason = 'failed', text) {
    if (this.#state === 'closed') return;
    this.close(reason, { text });
    this.#bye({ reason: 'failed' }).catch(this.report);
  }

  #move() {
    return takeOver(this.#port, this.id, () => this.#state === 'closed');
  }

  /** @param {Signal} signal */
  async #send(signal) {
    const { id, until } = this;
    const { request, platform } = this.#port;
    if (!id) return this.#unsent.push(signal);
    try {
      await insist(() => request('signal', { call_id: id, ...signal }, true), platform, () => !until.aborted);
    } catch (error) {
      // Of a peer connection that was replaced nobody wants to hear. Without a candidate there may be another way.
      if (!until.aborted && (signal.description || /** @type {RingwayError} */ (error).code !== 'limit_reached')) this.#fail();
    }
  }

  /** @param {import('./hang-up.js').How} [how] */
  async #bye(how) {
    if (this.id) await hangUp(this.#port, this.id, how);
  }

  #alive() {
    if (this.#state === 'closed') throw new RingwayError('call_closed');
  }

  #stopMedia() {
    if (this.#ownsMedia) for (const track of this.media?.getTracks() ?? []) track.stop();
  }

  /** @param {import('./ringway.js').Call['state']} state */
  #set(state) {
    if (this.#state === state || this.#state === 'closed') return;
    this.#state = state;
    this.emit('state', state);
  }
}
