import { renewIce } from '../ice.js';
import { Negotiation } from '../negotiation.js';
import { RingwayError } from '../ringway.js';
import { isBytes } from './wire.js';

/** What both ends know of a section in which this one sends nothing. @type {Set<string | null>} */
const IDLE = new Set(['inactive', 'recvonly']);

/** What a browser calls it where a data channel's queue has no room: Chromium lets 16 MiB wait, and had another name for it once. */
const FULL = new Set(['OperationError', 'NetworkError']);

/**
 * The ids of the streams that are sent in each section of a description, by its mid (RFC 8829, 5.2.1; msid of RFC 8830).
 * @param {string} sdp
 * @returns {Map<string | null, string[]>}
 */
function sentStreams(sdp) {
  const sent = new Map();
  for (const section of sdp.split(/^m=/m).slice(1)) {
    const mid = /^a=mid:(\S+)/m.exec(section)?.[1];
    const isSent = /^a=(sendrecv|sendonly)\s*$/m.test(section);
    const ids = (section.match(/^a=msid:\S+/gm) ?? []).map((line) => line.slice('a=msid:'.length));
    if (mid && isSent) sent.set(mid, ids);
  }
  return sent;
}

/**
 * What a route tells of itself.
 * @typedef {object} RouteEvents
 * @property {(words: Record<string, any>) => void} send to the other end, by way of the gateway
 * @property {(track: MediaStreamTrack, streamIds: string[]) => void} track
 * @property {(data: any) => void} message
 * @property {(state: RTCPeerConnectionState) => void} state
 * @property {(error: unknown) => void} failed the two ends cannot agree
 */

/**
 * One peer connection to one peer: its negotiation, its data channel and what is sent over it. Where it is replaced by
 * another, that one has the next number, and what belongs to an earlier number is dropped.
 */
export class Route {
  pc;
  n;
  #polite;
  #on;
  #channel;
  #negotiation;
  #over = new AbortController();
  #offered = false;
  /** For each track of each stream: several may have the same one. @type {{ id: string, track: MediaStreamTrack, sender: RTCRtpSender }[]} */
  #sending = [];
  /** Those that have ever sent: what the other end offers has others. @type {Set<RTCRtpSender>} */
  #used = new Set();
  /** Those whose track has been withheld ever since. @type {Set<RTCRtpSender>} */
  #silent = new Set();
  /** Whether a sender was ever left without its track. */
  #withholds = false;
  /** By mid, the id of the stream that the other end says it sends there. @type {Record<string, any>} */
  #told = {};
  /** @type {Set<string>} */
  #troubles = new Set();

  /**
   * @param {{ n: number, polite: boolean, configuration: RTCConfiguration, platform: import('../room.js').RoomPlatform }} options
   * @param {RouteEvents} on
   */
  constructor({ n, polite, configuration, platform }, on) {
    if (!platform.RTCPeerConnection) throw new RingwayError('not_supported', 'no WebRTC here');
    this.n = n;
    this.#polite = polite;
    this.#on = on;
    const pc = new platform.RTCPeerConnection(configuration);
    const until = this.#over.signal;
    this.pc = pc;
    this.#negotiation = new Negotiation(pc, {
      yields: () => polite,
      send: (signal) => on.send(signal.description ? this.#described(signal.description) : { n, ...signal }),
      fail: (error) => on.failed(error),
      report: platform.reportError,
      platform,
      until,
    });
    // Agreed beforehand, so that neither end has to open it for the other.
    this.#channel = pc.createDataChannel('room', { negotiated: true, id: 0 });
    this.#channel.binaryType = 'arraybuffer';
    this.#channel.addEventListener('message', ({ data }) => this.#heard(data), { signal: until });
    pc.addEventListener('track', ({ track, streams, transceiver }) => this.#came(track, transceiver?.mid, streams.map(({ id }) => id)), { signal: until });
    pc.addEventListener('signalingstatechange', () => this.#look(), { signal: until });
    pc.addEventListener('connectionstatechange', () => on.state(pc.connectionState), { signal: until });
    pc.addEventListener('icecandidateerror', (event) => this.#trouble(event), { signal: until });
  }

  /** Whether what is sent gets there: the channel stays open while the way is broken, and ends with it where another is made. */
  get isOpen() {
    return this.#channel.readyState === 'open' && this.pc.connectionState === 'connected';
  }

  /** Whether it works, and nothing is being agreed on whose signals a break may have lost. */
  get isWell() {
    return this.pc.connectionState === 'connected' && this.pc.signalingState === 'stable';
  }

  /**
   * The other end is there: the impolite one makes the first offer, so that the two do not collide at the start.
   * @param {boolean} again it was there before, and may have missed what was said since
   */
  async meet(again) {
    if (again) this.#negotiation.repeat();
    if (this.#polite || this.#offered) return;
    this.#offered = true;
    try {
      const description = await this.#negotiation.begin();
      if (!this.#over.signal.aborted) this.#on.send(this.#described(description));
    } catch (error) {
      if (!this.#over.signal.aborted) this.#on.failed(error);
    }
  }

  /**
   * @param {RTCSessionDescriptionInit} description
   * @param {Record<string, any>} streams by mid, the id of the stream that is sent there
   */
  describe(description, streams) {
    this.#told = streams;
    this.#negotiation.receive({ description });
  }

  /** @param {RTCIceCandidateInit[]} candidates */
  reach(candidates) {
    for (const candidate of candidates) this.#negotiation.receive({ candidate });
  }

  /** @param {import('./streams.js').OwnStream[]} owns */
  add(...owns) {
    const added = owns.flatMap(({ stream, tracks, withheld }) =>
      tracks.map((track) => {
        const sender = this.#send(track, stream);
        this.#sending.push({ id: stream.id, track, sender });
        this.#used.add(sender);
        return { sender, isWithheld: withheld.has(track) };
      }),
    );
    // Once all are there: the browser would give one that is left without its track to the next track of that kind.
    for (const { sender } of added.filter(({ isWithheld }) => isWithheld)) {
      this.#silent.add(sender);
      this.#give(sender, null).catch(this.#on.failed);
    }
  }

  /** Whatever the app has put into it or taken out of it since. @param {MediaStream} stream */
  remove({ id }) {
    const gone = this.#sending.filter((one) => one.id === id);
    this.#sending = this.#sending.filter((one) => one.id !== id);
    for (const { sender } of gone) {
      this.pc.removeTrack(sender);
      // One without a track is left as it is by that, and its section would be free for nothing else.
      const transceiver = this.pc.getTransceivers().find((one) => one.sender === sender);
      if (transceiver?.direction === 'sendrecv') transceiver.direction = 'recvonly';
    }
  }

  /**
   * @param {MediaStreamTrack} track
   * @param {MediaStreamTrack | null} other
   */
  async replace(track, other) {
    const meant = this.#sending.filter((one) => one.track === track);
    for (const one of other ? meant : []) {
      one.track = /** @type {MediaStreamTrack} */ (other);
      this.#silent.delete(one.sender);
    }
    await Promise.all(meant.map(({ sender }) => this.#give(sender, other)));
  }

  restart() {
    this.#negotiation.restart();
  }

  /** @param {RTCConfiguration} ice what is new */
  async renewIce(ice) {
    if (await renewIce(this.pc, ice)) this.restart();
  }

  /** @param {any} data */
  send(data) {
    const words = /** @type {any} */ (isBytes(data) ? data : JSON.stringify({ data }));
    try {
      this.#channel.send(words);
    } catch (cause) {
      if (!FULL.has(/** @type {Error} */ (cause).name)) throw cause;
      throw new RingwayError('queue_full', 'so much waits for this peer that the browser takes no more', { cause });
    }
  }

  /** The largest message the channel takes, in bytes. */
  get maxBytes() {
    return this.pc.sctp?.maxMessageSize || 65_536;
  }

  /** Why there is no way, as far as is known here; empty where nothing is. */
  get troubles() {
    return [...this.#troubles].join(' ');
  }

  close() {
    this.#over.abort();
    this.#channel.close();
    this.pc.close();
  }

  /** A section that has carried something before need not be told of again by the browser: what the other end has described counts. */
  #look() {
    const { remoteDescription, signalingState } = this.pc;
    if (!remoteDescription || signalingState === 'closed') return;
    const sent = sentStreams(remoteDescription.sdp);
    for (const { mid, receiver } of this.pc.getTransceivers()) if (sent.has(mid)) this.#came(receiver.track, mid, sent.get(mid));
  }

  /**
   * @param {MediaStreamTrack} track
   * @param {string | null | undefined} mid
   * @param {string[] | undefined} ids those that the description has for it
   */
  #came(track, mid, ids = []) {
    const told = mid && Object.hasOwn(this.#told, mid) ? [this.#told[mid]] : ids;
    this.#on.track(track, told);
  }

  /**
   * What goes with a description: in a section that is used again, Chromium goes back to the msid that it had at first.
   * @param {RTCSessionDescriptionInit | null} description
   */
  #described(description) {
    const used = new Map(this.#sending.map(({ id, sender }) => [sender, id]));
    const sending = this.pc.getTransceivers().filter(({ mid, sender }) => mid && used.has(sender));
    const streams = Object.fromEntries(sending.map(({ mid, sender }) => [mid, used.get(sender)]));
    return { n: this.n, description, streams };
  }

  /**
   * Descriptions never lose a section: what was removed leaves its own to what is added later, and the two ends share theirs.
   * @param {MediaStreamTrack} track
   * @param {MediaStream} stream
   */
  #send(track, stream) {
    const { pc } = this;
    // What is there before the first offer shares the sections of that one. Later the browser might choose one of which the
    // other end has not heard yet that its former stream is gone: it would not be told of the new one.
    // But it refuses a track that is sent already, and would take a sender that is only left without its track just now: for that
    // `addTransceiver` always makes another.
    const isFirst = !pc.localDescription && !pc.remoteDescription;
    if (isFirst && !this.#withholds && !pc.getSenders().some((one) => one.track === track)) return pc.addTrack(track, stream);
    const used = this.#sending.map(({ sender }) => sender);
    const idle = !isFirst && pc.getTransceivers().find(({ sender, receiver, direction, currentDirection }) => {
      // Nothing was ever said of what is offered just now: the answer, or the next offer, says it.
      const isFree = IDLE.has(currentDirection) || (direction === 'recvonly' && !this.#used.has(sender));
      // What comes first in a section that the other end has offered to use itself, and taken that back, Chromium decodes and shows nowhere.
      return isFree && receiver.track.kind === track.kind && !used.includes(sender) && !this.#silent.has(sender);
    });
    // Not stopped and made anew: that would end what the other end sends in the same section.
    if (!idle || !idle.sender.setStreams) return pc.addTransceiver(track, { streams: [stream] }).sender;
    const { sender } = idle;
    this.#give(sender, track).catch(this.#on.failed);
    sender.setStreams(stream);
    idle.direction = 'sendrecv';
    return sender;
  }

  /** @param {RTCRtpSender} sender @param {MediaStreamTrack | null} track */
  #give(sender, track) {
    this.#withholds ||= !track;
    return sender.replaceTrack(track);
  }

  /** @param {any} data a string, or an ArrayBuffer */
  #heard(data) {
    if (typeof data !== 'string') return this.#on.message(new Uint8Array(data));
    try {
      const words = JSON.parse(data);
      if (words && typeof words === 'object' && 'data' in words) this.#on.message(words.data);
    } catch {
      // Not of this module's making.
    }
  }

  /** @param {RTCPeerConnectionIceErrorEvent} event */
  #trouble({ errorCode, url }) {
    if (!url?.startsWith('turn')) return;
    if (errorCode === 401 || errorCode === 403) this.#troubles.add(`The TURN server refused the credentials (${errorCode}).`);
    else if (errorCode === 701) this.#troubles.add('The TURN server cannot be reached.');
    else this.#troubles.add(`The TURN server gave no address (${errorCode}).`);
  }
}
