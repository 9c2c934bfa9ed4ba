/**
 * One call as the page sees it: its phase, the other side, and how it ended. Drives the shim's call; draws nothing.
 */
import { setTrack } from '../js/call-tracks.js';
import { endOf } from './call-end.js';
import { Emitter } from './emitter.js';
import { LocalMedia } from './local-media.js';
import { CHANNEL, decode, encode } from './peer-talk.js';
import { linkOf } from './stats.js';

/**
 * @import { Call, CallReason, IncomingCall, Ringway, Sender } from '../js/ringway.js'
 * @import { TellableReason } from './call-end.js'
 * @import { Kind } from './media.js'
 * @import { Devices } from './peer-talk.js'
 * @import { CallPhase, MediaPath } from './words.js'
 */

/**
 * @typedef {{userId: string, name: string}} Peer
 * @typedef {{change: null, text: string, ended: null}} CallTopics
 */

const STATS_MS = 2000;
/** What the side that calls opens. */
const CHANNELS = [{ label: CHANNEL, ordered: true }];

/** @extends {Emitter<CallTopics>} */
export class CallSession extends Emitter {
  /** @type {CallPhase} */
  phase = 'starting';
  /** @type {MediaPath} */
  path = null;
  /** Whether the other side is in another call, and has been told of this one. */
  waiting = false;
  /** @type {number|null} milliseconds */
  rttMs = null;
  /** @type {{reason: TellableReason|'offline'|'cut', mine: boolean}|null} */
  end = null;
  /** @type {number|null} milliseconds since 1970 */
  connectedAt = null;
  /** @type {number|null} milliseconds since 1970 */
  endedAt = null;
  /** This side's devices. */
  media = new LocalMedia((kind, track) => this.#send(kind, track));
  /** @type {Devices|null} what the other side says is on; null before it has said anything, as some clients never do */
  remoteDevices = null;

  /** @type {Call|null} */
  #call = null;
  /** @type {RTCDataChannel|null} */
  #channel = null;
  /** Whether the other side has closed the channel that it opened: the call's end may be on its way. */
  #channelGone = false;
  /** @type {() => void} */
  #unfollow;
  /** What the other side was told last. */
  #told = '';
  #timer = 0;

  /**
   * @param {Ringway} ringway
   * @param {Peer} peer
   * @param {boolean} video whether to start with the camera
   * @param {string} ownName shown to the other side with the ring
   */
  constructor(ringway, peer, video, ownName) {
    super();
    this.ringway = ringway;
    this.peer = peer;
    this.video = video;
    this.ownName = ownName;
    this.media.on('change', () => this.#changed());
    this.#unfollow = ringway.on('status', () => this.#call && this.#follow(this.#call));
  }

  /**
   * Whether nobody could tell this side that the call is over: its picture may stand still, and the path between the
   * browsers notices some seconds later.
   */
  get #cutOff() {
    return this.ringway.status.state !== 'online' || this.#channelGone;
  }

  get remoteStream() {
    return this.#call?.remote ?? null;
  }

  get over() {
    return this.phase === 'ended';
  }

  /** Whether the other side can be seen at this moment. */
  get remoteVideo() {
    const flows = this.remoteStream?.getVideoTracks().some((track) => track.readyState === 'live' && !track.muted);
    const said = this.remoteDevices;
    return Boolean(flows) && (said === null || said.camera || said.screen);
  }

  get chatReady() {
    return this.#channel?.readyState === 'open';
  }

  /** Rings a user. Ends, with the reason, where that cannot be. */
  async ring() {
    await this.media.open(this.video);
    if (this.over) return;
    try {
      const call = await this.ringway.call({
        userId: this.peer.userId,
        media: this.media.stream,
        channels: CHANNELS,
        data: { name: this.ownName, video: this.video },
      });
      this.#bind(call);
    } catch (error) {
      this.#finish(reasonOf(error), false);
    }
  }

  /** @param {IncomingCall} call */
  async answer(call) {
    this.#bind(call);
    this.#phase('starting');
    await this.media.open(this.video);
    if (this.over) return;
    if (!call.starts) this.#phase('connecting');
    try {
      await call.accept({ media: this.media.stream, ...(call.starts && { channels: CHANNELS }) });
    } catch (error) {
      return this.#finish(reasonOf(error), false);
    }
    // One that this side was to begin rings at the other from here on.
    if (call.starts) this.#follow(call);
  }

  /** Ends the call, in whatever state it is. */
  async hangup() {
    if (this.over) return;
    const call = this.#call;
    this.#finish(this.phase === 'ringing' || this.phase === 'starting' ? 'cancelled' : 'hangup', true);
    await call?.hangup();
  }

  /** @param {string} text @returns {boolean} whether it could be sent */
  say(text) {
    if (!this.#channel || !this.chatReady) return false;
    this.#channel.send(encode({ type: 'chat', text }));
    return true;
  }

  /** @param {Kind} kind @param {MediaStreamTrack|null} track */
  async #send(kind, track) {
    const call = this.#call;
    if (call?.pc && call.state !== 'closed') await setTrack(call, kind, track);
  }

  /** @param {Call} call */
  #bind(call) {
    if (this.over) return void call.hangup();
    this.#call = call;
    call.on('state', () => this.#follow(call));
    call.on('track', ({ track }) => {
      ['mute', 'unmute', 'ended'].forEach((type) => track.addEventListener(type, () => this.#changed()));
      this.#changed();
    });
    call.on('channel', (channel) => this.#listen(channel));
    call.on('moved', () => this.#startOver(call));
    call.on('waiting', () => {
      this.waiting = true;
      this.#changed();
    });
    call.on('closed', (closed) => this.#closed(call, closed));
    call.channels.forEach((channel) => this.#listen(channel));
    this.#follow(call);
  }

  /** @param {Call} call */
  #follow(call) {
    if (call.state === 'closed' || this.over) return;
    if (call.state === 'ringing' && call.direction === 'incoming') return;
    if (call.state === 'connected') this.#connected();
    this.#phase(this.#cutOff ? 'reconnecting' : call.state);
  }

  /** @param {Call} call @param {{reason: CallReason, by?: Sender}} closed */
  #closed(call, closed) {
    const { reason, mine } = endOf(call, closed, this.ringway);
    // A gateway that is back knows no calls of before: then it was not the other side that vanished.
    const isCut = closed.reason === 'disconnected' && !closed.by && this.ringway.status.state !== 'online';
    this.#finish(isCut ? 'cut' : reason, mine);
  }

  #connected() {
    this.connectedAt ??= Date.now();
    if (!this.#timer) this.#timer = setInterval(() => this.#measure(), STATS_MS);
    this.#measure();
  }

  async #measure() {
    const report = await this.#call?.pc?.getStats();
    if (!report || this.over) return;
    const { path, rttMs } = linkOf(report);
    this.path = path ?? this.path;
    this.rttMs = rttMs;
    this.emit('change', null);
  }

  /** @param {RTCDataChannel} channel */
  #listen(channel) {
    if (channel.label === CHANNEL || !this.#channel) this.#channel = channel;
    // Of two calls that crossed the channel of one is closed, and the other's comes in its place.
    if (this.#channel === channel && this.#channelGone) {
      this.#channelGone = false;
      if (this.#call) this.#follow(this.#call);
    }
    channel.addEventListener('open', () => this.#changed());
    channel.addEventListener('close', () => this.#unheard(channel));
    channel.addEventListener('message', ({ data }) => this.#heard(data));
    this.#changed();
  }

  /** @param {RTCDataChannel} channel */
  #unheard(channel) {
    if (channel !== this.#channel || !this.#call) return;
    this.#channelGone = channel.label === CHANNEL;
    this.#follow(this.#call);
  }

  /** The other side goes on in another tab, which has said nothing yet, and may not know this page's channel. @param {Call} call */
  #startOver(call) {
    this.#channel = null;
    this.#channelGone = false;
    this.remoteDevices = null;
    this.#told = '';
    this.#follow(call);
  }

  /** @param {unknown} data */
  #heard(data) {
    const talk = decode(data);
    if (talk?.type === 'chat') this.emit('text', talk.text);
    if (talk?.type !== 'devices') return;
    this.remoteDevices = talk;
    this.emit('change', null);
  }

  /** @param {CallPhase} phase */
  #phase(phase) {
    this.phase = phase;
    this.#changed();
  }

  /** Something the user may see has changed; what the other side should know, it is told. */
  #changed() {
    if (this.chatReady && this.#channel?.label === CHANNEL) {
      const { mic, camera, screen } = this.media;
      const news = encode({ type: 'devices', mic, camera, screen });
      if (news !== this.#told) this.#channel.send(news);
      this.#told = news;
    }
    this.emit('change', null);
  }

  /** @param {TellableReason|'offline'|'cut'} reason @param {boolean} mine */
  #finish(reason, mine) {
    if (this.over) return;
    this.#unfollow();
    this.end = { reason, mine };
    this.endedAt = Date.now();
    clearInterval(this.#timer);
    this.media.close();
    this.phase = 'ended';
    this.emit('change', null);
    this.emit('ended', null);
  }
}

/** @param {unknown} error @returns {CallReason|'offline'} */
function reasonOf(error) {
  const code = error !== null && typeof error === 'object' && 'code' in error ? error.code : '';
  switch (code) {
    case 'not_found':
      return 'unreachable';
    case 'call_closed':
      return 'cancelled';
    case 'declined':
    case 'cancelled':
    case 'busy':
    case 'timeout':
    case 'answered_elsewhere':
    case 'unreachable':
    case 'disconnected':
    case 'moved':
      return code;
    case 'not_connected':
    case 'connection_lost':
      return 'offline';
    default:
      return 'failed';
  }
}
