import { deferred } from '../deferred.js';
import { Emitter } from '../events.js';
import { onNetwork } from '../network.js';
import { RingwayError } from '../ringway.js';
import { Timer } from '../timer.js';
import { configurationOf } from './ice.js';
import { Peers } from './peers.js';
import { platform as surroundings } from './platform.js';
import { record } from './recording.js';
import { openScreen } from './screen.js';
import { levelsOf, Speaker } from './speaker.js';
import { OwnStreams } from './streams.js';

/** What the gateway's `rooms.groups` says of rooms as shipped. */
const PREFIX = 'room:';
const POLL_MS = 500;
/** Every so many polls the quality is looked at. */
const QUALITY_POLLS = 4;

/** Rooms that are entered, or about to be, by client: those of one name share its place in the group. @type {WeakMap<object, Set<Room>>} */
const entered = new WeakMap();

/**
 * @typedef {import('../room.js').Kind} Kind
 * @typedef {import('./peer.js').Peer} Peer
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
  #others;
  /** @type {import('../ringway.js').Group | undefined} */
  #group;
  /** @type {(() => void)[]} */
  #offs = [];
  /** @type {Speaker<Peer | 'self'>} */
  #speaker = new Speaker();
  #poll;
  #polls = 0;
  #entered;
  /** How often it was left: what took until after that is not of this stay. */
  #stays = 0;
  /** @type {Promise<Room> | undefined} */
  #entering;
  /** Whether a break has swallowed something, or this side was moved, and the roster of after it has not come yet, or not all of it. */
  #isBehind = false;
  /** @type {string | undefined} the group whose roster came last, and was complete, after a break, a gap or a move */
  #whole;
  /** @type {string | undefined} the node's that the roster is of */
  #epoch;

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
    this.#entered = entered.get(ringway) ?? new Set();
    entered.set(ringway, this.#entered);
    this.#poll = new Timer(/** @type {any} */ (platform));
    this.#others = new Peers({
      cid: () => ringway.cid ?? '',
      members: () => this.#group?.members ?? new Map(),
      relay: async (cid, content) => void (await ringway.relay(this.group, cid, content)),
      configuration: () => this.#configuration(),
      streams: () => this.streams,
      joined: (peer) => this.emit('peer-joined', peer),
      left: (peer) => this.emit('peer-left', peer),
      message: (peer, data) => this.emit('message', { peer, data }),
      platform,
    });
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
    return this.#others.all;
  }

  get streams() {
    return this.#own.all;
  }

  async join() {
    if (this.#state !== 'idle' && this.#state !== 'left') throw new RingwayError('bad_request', 'this room was joined already');
    // There before a listener is told, who may wait for it.
    const { promise, resolve } = deferred();
    this.#entering = promise;
    resolve(this.#enter());
    return promise;
  }

  async #enter() {
    const stay = this.#stays;
    this.#entered.add(this);
    this.#others.begin();
    this.#set('joining');
    // Who was told may have left.
    if (stay !== this.#stays) throw new RingwayError('closed', 'the room was left');
    // Before the answer: the first who say hello do not wait for it.
    this.#listen();
    let group;
    try {
      group = await this.#ringway.join(this.group, { meta: this.meta });
    } catch (error) {
      if (stay === this.#stays) this.#end();
      throw error;
    }
    if (stay !== this.#stays) {
      await this.#exit(group);
      throw new RingwayError('closed', 'the room was left');
    }
    this.#group = group;
    this.#isBehind = false;
    this.#epoch = this.#ringway.welcome?.epoch;
    this.#follow(group);
    this.#others.greetAll();
    this.#poll.start(POLL_MS, () => this.#look());
    this.#set('joined');
    return this;
  }

  async leave() {
    if (this.#state === 'idle' || this.#state === 'left') return;
    const group = this.#group;
    const entering = this.#entering;
    this.#end();
    if (group) await this.#exit(group);
    // Its place is given back once it is known.
    else await entering?.catch(() => undefined);
  }

  /** Unless this client is in it by another room of that name, or by this one again. @param {import('../ringway.js').Group} group */
  async #exit(group) {
    if (![...this.#entered].some((room) => room.group === this.group)) await group.leave();
  }

  /** @param {any} meta */
  async update(meta) {
    if (this.#state === 'joining') await this.#entering;
    // Before it is joined there is nothing to wait for: what joins next says it.
    if (this.#group) await this.#group.update(meta ?? null);
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
    own.end();
    this.emit('streams-changed', this.streams);
  }

  /**
   * @param {MediaStreamTrack} track
   * @param {MediaStreamTrack | null} other
   */
  async replaceTrack(track, other) {
    const owns = this.#own.of(track);
    if (owns.length === 0) throw new RingwayError('bad_request', 'this track is in none of the streams');
    if (other && other.kind !== track.kind) throw new RingwayError('bad_request', 'the tracks are of different kinds');
    if (other) this.#mute(this.#own.silentWith(track, other), /** @type {Kind} */ (track.kind), true);
    for (const own of owns) own.replace(track, other);
    await Promise.all(this.peers.map((peer) => peer.replaceTrack(track, other)));
    this.emit('streams-changed', this.streams);
  }

  /** @param {Kind} kind @param {MediaStream} [stream] */
  mute(kind, stream) {
    this.#mute(this.#own.meant(stream), kind, true);
  }

  /** @param {Kind} kind @param {MediaStream} [stream] */
  unmute(kind, stream) {
    this.#mute(this.#own.meant(stream), kind, false);
  }

  /** @param {Kind} kind @param {MediaStream} [stream] */
  isMuted(kind, stream) {
    const meant = this.#own.meant(stream);
    return meant.length > 0 && meant.every((own) => own.muted.has(kind));
  }

  /** @param {any} data */
  send(data) {
    return this.#others.send(data);
  }

  /** @param {DisplayMediaStreamOptions & { metadata?: any }} [options] */
  async shareScreen({ metadata, ...options } = {}) {
    const stay = this.#stays;
    const stream = await openScreen(this.#platform, options);
    try {
      if (stay !== this.#stays) throw new RingwayError('closed', 'the room was left');
      this.#add(stream, { role: 'screen', metadata, owned: true });
    } catch (error) {
      for (const track of stream.getTracks()) track.stop();
      throw error;
    }
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
    // Of others it may be the link to tracks that are muted.
    for (const kind of own.muted) this.#mute([own], kind, true);
    this.emit('streams-changed', this.streams);
  }

  /**
   * @param {import('./streams.js').OwnStream[]} owns
   * @param {Kind} kind
   * @param {boolean} muted
   */
  #mute(owns, kind, muted) {
    const changed = this.#own.sharing(owns, kind).filter((own) => own.mute(kind, muted));
    for (const own of changed) {
      for (const peer of this.peers) peer.say({ mute: { id: own.stream.id, kind, muted } });
    }
    if (changed.length > 0) this.emit('streams-changed', this.streams);
  }

  #listen() {
    const { window, mediaDevices } = this.#platform;
    const over = new AbortController();
    const devices = async () => this.emit('devices', await this.devices());
    onNetwork(window, () => this.peers.forEach((peer) => peer.networkChanged()), over.signal);
    mediaDevices?.addEventListener?.('devicechange', devices, { signal: over.signal });
    this.#offs.push(
      this.#ringway.on('relay', ({ group, userId, cid, content }) => {
        if (group === this.group && cid !== null) this.#others.heard({ userId, cid }, content);
      }),
      this.#ringway.on('ice', () => this.#renewIce()),
      this.#ringway.on('status', ({ state }) => {
        if (state === 'reconnecting' && this.#state === 'joined') this.#set('reconnecting');
        if (state === 'online') this.#online();
      }),
      () => over.abort(),
    );
  }

  /** @param {import('../ringway.js').Group} group */
  #follow(group) {
    this.#offs.push(
      group.on('joined', (member) => this.#others.greet(member.cid)),
      group.on('updated', (member) => this.#others.updated(member)),
      group.on('left', (member) => this.#others.left(member)),
      group.on('disconnected', (member) => this.#others.disconnected(member)),
      group.on('synced', () => this.#synced()),
      group.on('moved', () => this.#moved(group)),
      group.on('closed', () => this.#end()),
    );
  }

  /** A session that goes on whole on its node has the roster that it had: no other follows. */
  #online() {
    const { recovered, epoch } = /** @type {import('../ringway.js').Welcome} */ (this.#ringway.welcome);
    const isLost = !recovered || epoch !== this.#epoch;
    this.#epoch = epoch;
    if (isLost) this.#others.doubt();
    this.#isBehind ||= isLost;
    if (!this.#isBehind) this.#back();
  }

  #synced() {
    // A gap without a break, which was not known of.
    if (!this.#isBehind) this.#others.doubt();
    this.#isBehind = false;
    this.#whole = this.#group?.name;
    this.#back();
    // Of another group, it is told in a moment that this side was put there.
    if (this.#whole === this.group) this.#others.greetAll();
  }

  /** The app's backend has put this side into another group, with others in it. One of no room ends this one. @param {import('../ringway.js').Group} group */
  #moved({ name }) {
    if (!name.startsWith(PREFIX)) return this.#end();
    const from = this.#name;
    const stays = this.#stays;
    this.#others.end();
    // Who was told that they are gone may have left.
    if (stays !== this.#stays) return;
    this.#name = name.slice(PREFIX.length);
    this.#isBehind = this.#whole !== name;
    this.#others.begin();
    this.emit('moved', { from });
    this.#others.greetAll();
  }

  #back() {
    if (this.#state === 'reconnecting') this.#set('joined');
  }

  #configuration() {
    return configurationOf(this.#ringway.ice, this.#options);
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
    if (this.#speaker.heard(levelsOf(this.peers, this.isMuted('audio')))) {
      const { current } = this.#speaker;
      this.emit('active-speaker', { peer: current === 'self' ? null : current, self: current === 'self' });
    }
    this.#poll.start(POLL_MS, () => this.#look());
  }

  #end() {
    const stays = ++this.#stays;
    this.#entered.delete(this);
    this.#poll.stop();
    for (const off of this.#offs.splice(0)) off();
    this.#others.end();
    // Who was told that they are gone may have left in turn, and come again.
    if (stays !== this.#stays) return;
    for (const own of this.streams.filter((one) => one.owned)) this.removeStream(own.stream);
    // Nor as a screen is told to be gone.
    if (stays !== this.#stays) return;
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
