import { Emitter } from '../events.js';
import { insist } from '../insist.js';
import { RingwayError } from '../ringway.js';
import { isGone } from './gone.js';
import { Ladder } from './ladder.js';
import { NONE, rate, sample } from './quality.js';
import { RemoteStream } from './remote.js';
import { Route } from './route.js';
import { MAX_STREAMS, isBytes } from './wire.js';

/**
 * @typedef {import('./wire.js').StreamWords} StreamWords
 * @typedef {import('./wire.js').PeerFrame} PeerFrame
 * @typedef {import('../room.js').Kind} Kind
 *
 * What a peer needs of its room.
 * @typedef {object} PeerPort
 * @property {() => string} cid this side's
 * @property {(cid: string, content: any) => Promise<void>} relay
 * @property {() => RTCConfiguration} configuration
 * @property {() => import('./streams.js').OwnStream[]} streams
 * @property {(peer: Peer) => void} greet
 * @property {(peer: Peer, data: any) => void} message
 * @property {import('../room.js').RoomPlatform} platform
 */

/**
 * Somebody else in the room: the way there, and the streams that come over it.
 * @extends {Emitter<import('../room.js').PeerEvents>}
 */
export class Peer extends Emitter {
  cid;
  userId;
  session;
  /** @type {any} */
  meta;
  level = 0;
  /** How loud this side is, as the way to this peer measures it. */
  ownLevel = 0;
  /** @type {Map<string, RemoteStream>} */
  streams = new Map();
  /** @type {import('../room.js').Quality} */
  quality = NONE;

  /** @type {import('../room.js').PeerState} */
  #state = 'connecting';
  #reason = '';
  /** What the gateway said to a description that it does not pass on, or the browser to a connection; empty where both do as they are asked. */
  #refusal = '';
  #port;
  #ladder;
  #n = 0;
  /** @type {Route | undefined} none where the browser makes none */
  #route;
  /** Messages on their way through the gateway: what follows must not overtake them on the data channel. */
  #relayed = 0;
  /** What is on its way to the other side. */
  #saying = Promise.resolve();
  /** @type {import('./quality.js').Sample | undefined} */
  #sample;

  /**
   * @param {{ cid: string, userId: string, meta: any }} member
   * @param {string} session
   * @param {number} n the number of the first peer connection
   * @param {PeerPort} port
   */
  constructor({ cid, userId, meta }, session, n, port) {
    super(port.platform.reportError);
    this.cid = cid;
    this.userId = userId;
    this.meta = meta;
    this.session = session;
    this.#port = port;
    this.#ladder = new Ladder(port.platform, {
      found: () => this.#found(),
      lost: (reason) => this.#lost(reason),
      restart: () => this.#route?.restart(),
      rebuild: () => this.rebuild(),
      gaveUp: () => this.#gaveUp(),
    });
    this.#open(n, false);
  }

  get state() {
    return this.#state;
  }

  get reason() {
    return this.#reason;
  }

  get pc() {
    return this.#route?.pc;
  }

  get n() {
    return this.#n;
  }

  get isWell() {
    return this.#route?.isWell ?? false;
  }

  /** A new peer connection in place of this one, which the other side is asked to make, too. */
  rebuild() {
    this.reopen(this.n + 1);
    if (this.#state !== 'closed') this.#port.greet(this);
  }

  /** @param {number} n */
  reopen(n) {
    this.#route?.close();
    for (const stream of this.streams.values()) stream.age();
    this.#lost('A new connection is being made.');
    // Who was told may have left.
    if (this.#state === 'closed') return;
    this.#open(n, true);
  }

  /** The other side said hello, under this number. @param {boolean} again it has met this side before, and may have missed something */
  meet(again) {
    if (this.#state === 'failed') this.#ladder.again();
    else this.#route?.meet(again);
  }

  /** @param {PeerFrame} frame */
  receive(frame) {
    switch (frame.kind) {
      case 'description':
        if (frame.n === this.n) this.#route?.describe(frame.description, frame.streams);
        break;
      case 'candidates':
        if (frame.n === this.n) this.#route?.reach(frame.candidates);
        break;
      case 'add':
        this.#announced(frame.stream);
        break;
      case 'remove':
        this.#removed(frame.id);
        break;
      case 'mute':
        this.#muted(this.streams.get(frame.id), frame.of, frame.muted);
        break;
      case 'data':
        this.heard(frame.data);
        break;
      case 'hello':
        this.#know(frame.streams);
    }
  }

  /** @param {any} data */
  heard(data) {
    this.emit('message', { data });
    this.#port.message(this, data);
  }

  /** @param {any} meta */
  update(meta) {
    this.meta = meta;
    this.emit('updated', { meta });
  }

  /** @param {any} data */
  async send(data) {
    if (this.#state === 'closed') throw new RingwayError('not_found', 'this peer has left');
    if (this.#route?.isOpen && this.#relayed === 0) {
      const bytes = isBytes(data) ? data.byteLength : new TextEncoder().encode(JSON.stringify({ data: data ?? null })).length;
      if (bytes > this.#route.maxBytes) throw new RingwayError('too_large', `over ${this.#route.maxBytes} bytes`);
      this.#route.send(data ?? null);
      return;
    }
    this.#relayed++;
    try {
      await this.#port.relay(this.cid, isBytes(data) ? data : { data: data ?? null });
    } finally {
      this.#relayed--;
    }
  }

  /** @param {import('./streams.js').OwnStream} own */
  addStream(own) {
    this.say({ add: own.words });
    this.#route?.add(own);
  }

  /** @param {import('./streams.js').OwnStream} own */
  removeStream(own) {
    this.#route?.remove(own.stream);
    this.say({ remove: own.stream.id });
    // With less to agree on, they may.
    if (this.#refusal && this.#state === 'failed') this.#ladder.again();
  }

  /**
   * @param {MediaStreamTrack} track
   * @param {MediaStreamTrack | null} other
   */
  replaceTrack(track, other) {
    return this.#route?.replace(track, other);
  }

  /**
   * One after the other, as what the two agree on must not come in another order.
   * @param {Record<string, any>} words
   */
  say(words) {
    this.#saying = this.#saying.then(() => this.#deliver(words));
  }

  /** @param {RTCConfiguration} ice */
  async renewIce(ice) {
    await this.#route?.renewIce(ice);
  }

  /** The network is another. */
  networkChanged() {
    this.#ladder.again();
  }

  /** Looks at what the browser counts. @param {number} elapsedMs since the last time; 0 where only the level is asked for */
  async measure(elapsedMs) {
    const { pc } = this;
    if (!pc) return;
    const now = sample((await pc.getStats()).values());
    if (pc !== this.pc) return;
    this.level = now.level;
    this.ownLevel = now.ownLevel;
    if (elapsedMs === 0) return;
    const before = this.#sample ?? now;
    this.#sample = now;
    this.#rate(this.#state === 'connected' ? rate(before, now, elapsedMs) : NONE);
  }

  /** The peer has left, or this side has. */
  close() {
    this.#ladder.stop();
    this.#route?.close();
    this.level = 0;
    for (const id of [...this.streams.keys()]) this.#removed(id);
    this.#set('closed');
  }

  /**
   * Until the gateway has taken it. What a break has swallowed the hello after it says again.
   * @param {Record<string, any>} words those with the number of a connection that is replaced are of no use any more
   */
  #deliver(words) {
    const isOfUse = () => this.#state !== 'closed' && (words.n ?? this.n) === this.n;
    return insist(() => this.#port.relay(this.cid, words), this.#port.platform, isOfUse).catch((error) => {
      if (isGone(error) || !isOfUse()) return;
      this.#port.platform.reportError(error);
      if (words.description) this.#refused(error);
    });
  }

  /** A new connection may need fewer words. @param {RingwayError} error */
  #refused({ code, message }) {
    this.#refusal = `The gateway does not pass on what the two have to agree on: ${message} (${code}).`;
    this.#ladder.refused();
  }

  /** @param {number} n @param {boolean} again whether it stands in for another one */
  #open(n, again) {
    this.#n = n;
    this.#route = undefined;
    this.#sample = undefined;
    this.#refusal = '';
    this.#ladder.begin(again);
    try {
      this.#route = this.#made(n);
      this.#route.add(...this.#port.streams());
    } catch (error) {
      this.#refusal = `The browser refuses to make a connection: ${/** @type {Error} */ (error).message}.`;
      this.#disagree(error);
    }
  }

  /** @param {number} n */
  #made(n) {
    const platform = this.#port.platform;
    return new Route(
      { n, polite: this.#port.cid() < this.cid, configuration: this.#port.configuration(), platform },
      {
        send: (words) => this.say(words),
        track: (track, ids) => this.#track(track, ids),
        message: (data) => this.heard(data),
        state: (state) => this.#ladder.change(state),
        failed: (error) => this.#disagree(error),
      },
    );
  }

  /** @param {unknown} error */
  #disagree(error) {
    this.#port.platform.reportError(error);
    this.#ladder.change('failed');
  }

  /** @param {StreamWords[]} words everything there is */
  #know(words) {
    const ids = words.map(({ id }) => id);
    for (const id of [...this.streams.keys()]) if (!ids.includes(id)) this.#removed(id);
    for (const one of words) this.#announced(one);
  }

  /** @param {StreamWords} words */
  #announced(words) {
    const known = this.streams.get(words.id);
    if (known) {
      for (const kind of /** @type {Kind[]} */ (['audio', 'video'])) this.#muted(known, kind, words.muted.includes(kind));
      return;
    }
    if (this.streams.size >= MAX_STREAMS) return;
    const added = new RemoteStream(words, new this.#port.platform.MediaStream());
    this.streams.set(words.id, added);
    this.emit('stream-added', added);
  }

  /** @param {string} id */
  #removed(id) {
    const gone = this.streams.get(id);
    if (!gone) return;
    this.streams.delete(id);
    this.emit('stream-removed', gone);
    // They may come again in another stream.
    gone.empty();
  }

  /**
   * @param {RemoteStream | undefined} stream
   * @param {Kind} kind
   * @param {boolean} muted
   */
  #muted(stream, kind, muted) {
    if (stream?.mute(kind, muted)) this.emit(muted ? 'muted' : 'unmuted', { stream, kind });
  }

  /**
   * What is sent without having been announced is of nobody's stream.
   * @param {MediaStreamTrack} track
   * @param {string[]} ids
   */
  #track(track, ids) {
    const stream = ids.map((id) => this.streams.get(id)).find(Boolean);
    if (!stream?.put(track)) return;
    this.emit('track', { stream, track });
  }

  /** @param {string} reason */
  #lost(reason) {
    this.#set(this.#state === 'connecting' ? 'connecting' : 'reconnecting', reason);
    this.#rate(NONE);
  }

  #found() {
    this.#refusal = '';
    this.#set('connected');
  }

  #gaveUp() {
    this.#set('failed', this.#refusal || this.#noWay());
    this.#rate(NONE);
  }

  #noWay() {
    const hasTurn = (this.#port.configuration().iceServers ?? []).some(({ urls }) => [urls].flat().some((url) => url.startsWith('turn')));
    const more = this.#route?.troubles || (hasTurn ? '' : 'There is no TURN server, which strict networks need.');
    return `No way through the network was found, neither by another search nor by a new connection. ${more}`.trim();
  }

  /** @param {import('../room.js').Quality} quality */
  #rate(quality) {
    const { score, reason } = this.quality;
    this.quality = quality;
    if (score !== quality.score || (quality.score < 5 && reason !== quality.reason)) this.emit('quality', quality);
  }

  /**
   * @param {import('../room.js').PeerState} to
   * @param {string} [reason]
   */
  #set(to, reason = '') {
    const from = this.#state;
    this.#reason = reason;
    if (from === to || from === 'closed') return;
    this.#state = to;
    this.emit('state-change', reason ? { from, to, reason } : { from, to });
  }
}
