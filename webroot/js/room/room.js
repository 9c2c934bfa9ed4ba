import { Emitter } from '../events.js';
import { onNetwork } from '../network.js';
import { RingwayError } from '../ringway.js';
import { Timer } from '../timer.js';
import { Peer } from './peer.js';
import { platform as surroundings } from './platform.js';
import { record } from './recording.js';
import { Speaker } from './speaker.js';
import { OwnStreams } from './streams.js';
import { isBytes, read } from './wire.js';

/** What the gateway's `rooms.groups` says of rooms as shipped. */
const PREFIX = 'room:';
/** Milliseconds that a peer whose socket broke, and whose media flows, may take to come back under another cid. */
const GRACE_MS = 15_000;
const POLL_MS = 500;
/** Every so many polls the quality is looked at. */
const QUALITY_POLLS = 4;
const GONE = new Set(['not_found', 'not_joined', 'connection_lost', 'not_connected', 'closed']);
const OPENING = new Map([
  ['NotAllowedError', 'media_denied'],
  ['NotFoundError', 'device_not_found'],
]);

/**
 * @typedef {import('../room.js').Kind} Kind
 * @typedef {import('../ringway.js').Member} Member
 */

/**
 * A room: a group of the gateway whose members are all connected to each other. Nobody calls and nobody is called. The
 * roster and the signals come from the gateway, everything else goes from browser to browser.
 * @extends {Emitter<import('../room.js').RoomEvents>}
 */
export class Room extends Emitter {
  /** @type {any} */
  meta;
  #name;
  #ringway;
  #options;
  #platform;
  /** @type {import('../room.js').RoomState} */
  #state = 'idle';
  #own = new OwnStreams();
  /** @type {Map<string, Peer>} by cid */
  #peers = new Map();
  /** @type {Map<Peer, Timer>} whose socket broke, and who may come back */
  #held = new Map();
  /** @type {import('../ringway.js').Group | undefined} */
  #group;
  /** Says to the others that it is still us, under whatever cid. */
  #session = '';
  /** @type {(() => void)[]} */
  #offs = [];
  /** @type {Speaker<Peer | 'self'>} */
  #speaker = new Speaker();
  #poll;
  #polls = 0;

  /**
   * @param {import('../ringway.js').Ringway} ringway
   * @param {string} name
   * @param {import('../room.js').RoomOptions} [options]
   */
  constructor(ringway, name, options = {}) {
    const platform = surroundings(options.platform);
    super(platform.reportError);
    if (typeof name !== 'string' || !name) throw new RingwayError('bad_request', 'a room has a name');
    this.#ringway = ringway;
    this.#name = name;
    this.#options = options;
    this.#platform = platform;
    this.#poll = new Timer(/** @type {any} */ (platform));
    this.meta = options.meta ?? null;
  }

  get name() {
    return this.#name;
  }

  get group() {
    return PREFIX + this.#name;
  }

  get state() {
    return this.#state;
  }

  get peers() {
    return [...this.#peers.values()];
  }

  get streams() {
    return this.#own.all;
  }

  async join() {
    if (this.#state !== 'idle' && this.#state !== 'left') throw new RingwayError('bad_request', 'this room was joined already');
    this.#session = this.#platform.randomId();
    this.#set('joining');
    // Before the answer: the first who say hello do not wait for it.
    this.#listen();
    try {
      this.#group = await this.#ringway.join(this.group, { meta: this.meta });
    } catch (error) {
      this.#end();
      throw error;
    }
    // It was left meanwhile.
    if (/** @type {string} */ (this.#state) !== 'joining') throw new RingwayError('closed', 'the room was left');
    this.#follow(this.#group);
    this.#set('joined');
    this.#greetAll(false);
    this.#poll.start(POLL_MS, () => this.#look());
    return this;
  }

  async leave() {
    if (this.#state === 'idle' || this.#state === 'left') return;
    const group = this.#group;
    this.#end();
    await group?.leave();
  }

  /** @param {any} meta */
  async update(meta) {
    await this.#group?.update(meta ?? null);
    this.meta = meta ?? null;
  }

  /**
   * @param {MediaStream} stream
   * @param {{ role?: string, metadata?: any }} [options]
   */
  addStream(stream, { role, metadata } = {}) {
    this.#add(stream, { role, metadata });
  }

  /** @param {MediaStream} stream */
  removeStream(stream) {
    const own = this.#own.remove(stream);
    if (!own) return;
    for (const peer of this.peers) peer.removeStream(own);
    if (own.owned) for (const track of stream.getTracks()) track.stop();
    this.emit('streams-changed', this.streams);
  }

  /**
   * @param {MediaStreamTrack} track
   * @param {MediaStreamTrack | null} other
   */
  async replaceTrack(track, other) {
    const own = this.#own.of(track);
    if (!own) throw new RingwayError('bad_request', 'this track is in none of the streams');
    if (other && other.kind !== track.kind) throw new RingwayError('bad_request', 'the tracks are of different kinds');
    if (other) {
      own.stream.removeTrack(track);
      own.stream.addTrack(other);
      own.apply();
    }
    await Promise.all(this.peers.map((peer) => peer.replaceTrack(track, other)));
    this.emit('streams-changed', this.streams);
  }

  /** @param {Kind} kind @param {MediaStream} [stream] */
  mute(kind, stream) {
    this.#mute(kind, true, stream);
  }

  /** @param {Kind} kind @param {MediaStream} [stream] */
  unmute(kind, stream) {
    this.#mute(kind, false, stream);
  }

  /** @param {Kind} kind @param {MediaStream} [stream] */
  isMuted(kind, stream) {
    const meant = this.#own.meant(stream);
    return meant.length > 0 && meant.every((own) => own.muted.has(kind));
  }

  /** @param {any} data */
  async send(data) {
    const sent = await Promise.allSettled(this.peers.map((peer) => peer.send(data)));
    const failed = sent.find((one) => one.status === 'rejected' && !GONE.has(one.reason.code));
    if (failed) throw /** @type {PromiseRejectedResult} */ (failed).reason;
    return { delivered: sent.filter((one) => one.status === 'fulfilled').length };
  }

  /** @param {DisplayMediaStreamOptions & { metadata?: any }} [options] */
  async shareScreen({ metadata, ...options } = {}) {
    const { mediaDevices } = this.#platform;
    if (!mediaDevices?.getDisplayMedia) throw new RingwayError('not_supported', 'screens need https or localhost, and no phone');
    let stream;
    try {
      stream = await mediaDevices.getDisplayMedia({ video: true, ...options });
    } catch (cause) {
      const code = OPENING.get(/** @type {Error} */ (cause).name) ?? 'media_failed';
      throw new RingwayError(code, `${cause}`, { cause });
    }
    this.#add(stream, { role: 'screen', metadata, owned: true });
    for (const track of stream.getTracks()) track.addEventListener('ended', () => this.removeStream(stream));
    return stream;
  }

  async devices() {
    return (await this.#platform.mediaDevices?.enumerateDevices?.()) ?? [];
  }

  /**
   * @param {MediaStream} [stream]
   * @param {MediaRecorderOptions} [options]
   */
  record(stream = this.streams[0]?.stream, options = {}) {
    if (!stream) throw new RingwayError('bad_request', 'there is no stream to record');
    const theirs = this.peers.flatMap((peer) => [...peer.streams.values()].map((remote) => remote.stream));
    const sounds = [...new Set([...this.streams.map((own) => own.stream), ...theirs])];
    return record({ picture: stream, sounds, options, platform: this.#platform });
  }

  /**
   * @param {MediaStream} stream
   * @param {{ role?: string, metadata?: any, owned?: boolean }} options
   */
  #add(stream, options) {
    const own = this.#own.add(stream, options);
    for (const peer of this.peers) peer.addStream(own);
    this.emit('streams-changed', this.streams);
  }

  /**
   * @param {Kind} kind
   * @param {boolean} muted
   * @param {MediaStream} [stream]
   */
  #mute(kind, muted, stream) {
    const changed = this.#own.meant(stream).filter((own) => own.mute(kind, muted));
    for (const own of changed) {
      for (const peer of this.peers) peer.say({ mute: { id: own.stream.id, kind, muted } });
    }
    if (changed.length > 0) this.emit('streams-changed', this.streams);
  }

  #listen() {
    const { window, mediaDevices } = this.#platform;
    const over = new AbortController();
    const { signal } = over;
    const devices = async () => this.emit('devices', await this.devices());
    onNetwork(window, () => this.peers.forEach((peer) => peer.networkChanged()), signal);
    mediaDevices?.addEventListener?.('devicechange', devices, { signal });
    this.#offs.push(
      this.#ringway.on('relay', ({ group, userId, cid, content }) => {
        if (group === this.group && cid !== null) this.#heard({ userId, cid }, content);
      }),
      this.#ringway.on('ice', () => this.#renewIce()),
      this.#ringway.on('status', ({ state }) => {
        if (state === 'reconnecting' && this.#state === 'joined') this.#set('reconnecting');
      }),
      () => over.abort(),
    );
  }

  /** @param {import('../ringway.js').Group} group */
  #follow(group) {
    this.#offs.push(
      group.on('joined', (member) => this.#greet(member.cid)),
      group.on('updated', (member) => this.#peers.get(member.cid)?.update(member.meta)),
      group.on('left', (member) => this.#left(member)),
      group.on('disconnected', (member) => this.#disconnected(member)),
      group.on('synced', () => this.#synced()),
      group.on('closed', () => this.#end()),
    );
  }

  #synced() {
    if (this.#state === 'reconnecting') this.#set('joined');
    this.#greetAll(true);
  }

  /** @param {boolean} again after a break, which may have swallowed what was under way */
  #greetAll(again) {
    for (const cid of this.#group?.members.keys() ?? []) {
      const peer = this.#peers.get(cid);
      if (!peer) this.#greet(cid);
      else if (again && !peer.isWell) peer.rebuild();
      else if (again) this.#hello(cid, peer.n, { live: true });
    }
  }

  /** @param {string} cid of somebody who has not said hello yet, and may not be able to hear it yet */
  #greet(cid) {
    if (cid !== this.#ringway.cid && !this.#peers.has(cid)) this.#hello(cid, 1, { fresh: true });
  }

  /**
   * @param {string} cid
   * @param {number} n
   * @param {{ fresh?: boolean, live?: boolean, reply?: boolean }} how `fresh`: to whom, is not known here; `live`: there
   *   is a peer connection of this number already
   */
  #hello(cid, n, how) {
    const hello = { session: this.#session, streams: this.streams.map((own) => own.words), ...how };
    this.#relay(cid, { n, hello }).catch((error) => {
      // Who is still joining says hello in turn, and so does who comes back.
      if (!GONE.has(error.code)) this.#platform.reportError(error);
    });
  }

  /**
   * @param {{ userId: string, cid: string }} from
   * @param {any} content
   */
  #heard(from, content) {
    if (this.#state === 'idle' || this.#state === 'left') return;
    if (isBytes(content)) {
      this.#peers.get(from.cid)?.heard(content);
      return;
    }
    const frame = read(content);
    if (frame?.kind === 'hello') this.#met(from, frame);
    else if (frame) this.#peers.get(from.cid)?.receive(frame);
  }

  /**
   * @param {{ userId: string, cid: string }} from
   * @param {Extract<import('./wire.js').PeerFrame, { kind: 'hello' }>} hello
   */
  #met(from, hello) {
    const known = this.#known(from, hello.session);
    // A connection that the other has from before fits none that is made here now: both make the next one.
    const peer = known ?? this.#welcome(from, { ...hello, n: hello.live ? hello.n + 1 : hello.n });
    const isBehind = known && hello.n < peer.n && !hello.reply && !hello.fresh;
    if (isBehind) peer.reopen(peer.n + 1);
    else if (hello.n > peer.n) peer.reopen(hello.n);
    peer.receive(hello);
    if (!known) this.emit('peer-joined', peer);
    if (!hello.reply || hello.n < peer.n) this.#hello(peer.cid, peer.n, { reply: true, live: Boolean(known) });
    peer.meet(hello.live);
  }

  /**
   * The peer who says hello, where it is one: under its cid, or back under another one.
   * @param {{ userId: string, cid: string }} from
   * @param {string} session
   */
  #known({ userId, cid }, session) {
    const here = this.#peers.get(cid);
    if (here?.session === session) return here;
    // The same connection, and another session: it has left and come again.
    if (here) this.#drop(here);
    const back = this.peers.find((peer) => peer.session === session && peer.userId === userId);
    if (!back) return undefined;
    this.#release(back);
    this.#peers.delete(back.cid);
    back.cid = cid;
    this.#peers.set(cid, back);
    return back;
  }

  /**
   * @param {{ userId: string, cid: string }} from
   * @param {{ session: string, n: number }} hello
   */
  #welcome({ userId, cid }, { session, n }) {
    const meta = this.#group?.members.get(cid)?.meta ?? null;
    const peer = new Peer({ cid, userId, meta }, session, n, {
      cid: () => this.#ringway.cid ?? '',
      relay: (to, content) => this.#relay(to, content),
      configuration: () => this.#configuration(),
      streams: () => this.streams,
      greet: (other) => this.#hello(other.cid, other.n, { live: true }),
      message: (other, data) => this.emit('message', { peer: other, data }),
      platform: this.#platform,
    });
    this.#peers.set(cid, peer);
    return peer;
  }

  /** @param {Member} member */
  #left(member) {
    const peer = this.#peers.get(member.cid);
    if (peer) this.#drop(peer);
  }

  /** The gateway has lost somebody. Where the media still flows, that may be the way to the gateway alone. @param {Member} member */
  #disconnected(member) {
    const peer = this.#peers.get(member.cid);
    if (!peer) return;
    if (!peer.isWell) return this.#drop(peer);
    const timer = new Timer(/** @type {any} */ (this.#platform));
    this.#held.set(peer, timer);
    timer.start(GRACE_MS, () => this.#drop(peer));
  }

  /** @param {Peer} peer */
  #release(peer) {
    this.#held.get(peer)?.stop();
    this.#held.delete(peer);
  }

  /** @param {Peer} peer */
  #drop(peer) {
    this.#release(peer);
    this.#peers.delete(peer.cid);
    peer.close();
    this.emit('peer-left', peer);
  }

  /**
   * @param {string} cid
   * @param {any} content
   */
  async #relay(cid, content) {
    await this.#ringway.relay(this.group, cid, content);
  }

  /** @returns {RTCConfiguration} */
  #configuration() {
    const { iceServers, relayOnly } = this.#options;
    return {
      ...this.#ringway.ice,
      ...(iceServers && { iceServers }),
      ...(relayOnly && { iceTransportPolicy: /** @type {const} */ ('relay') }),
    };
  }

  #renewIce() {
    const { iceServers, ...policy } = this.#configuration();
    const ice = this.#options.iceServers ? policy : { iceServers, ...policy };
    for (const peer of this.peers) peer.renewIce(ice).catch(this.#platform.reportError);
  }

  /** Who speaks, and how good the ways are. */
  async #look() {
    const isRating = ++this.#polls % QUALITY_POLLS === 0;
    await Promise.allSettled(this.peers.map((peer) => peer.measure(isRating ? POLL_MS * QUALITY_POLLS : 0)));
    if (this.#state === 'left') return;
    /** @type {Map<Peer | 'self', number>} */
    const levels = new Map(this.peers.map((peer) => [peer, peer.level]));
    levels.set('self', this.isMuted('audio') ? 0 : Math.max(0, ...this.peers.map((peer) => peer.ownLevel)));
    if (this.#speaker.heard(levels)) {
      const { current } = this.#speaker;
      this.emit('active-speaker', { peer: current === 'self' ? null : current, self: current === 'self' });
    }
    this.#poll.start(POLL_MS, () => this.#look());
  }

  #end() {
    this.#poll.stop();
    for (const off of this.#offs.splice(0)) off();
    for (const peer of this.peers) this.#drop(peer);
    for (const own of this.streams.filter((one) => one.owned)) this.removeStream(own.stream);
    this.#group = undefined;
    this.#speaker = new Speaker();
    this.#set('left');
  }

  /** @param {import('../room.js').RoomState} to */
  #set(to) {
    const from = this.#state;
    if (from === to) return;
    this.#state = to;
    this.emit('state-change', { from, to });
  }
}
