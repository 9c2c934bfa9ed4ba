import { Timer } from '../timer.js';
import { isGone } from './gone.js';
import { Pace } from './pace.js';
import { Peer } from './peer.js';
import { isBytes, read } from './wire.js';

/** Milliseconds that a peer whose socket broke, and whose media flows, may take to come back under another cid. */
const GRACE_MS = 15_000;

/**
 * What the others need of their room.
 * @typedef {object} PeersPort
 * @property {() => string} cid this side's
 * @property {() => ReadonlyMap<string, import('../ringway.js').Member>} members of the group, this side among them
 * @property {(cid: string, content: any) => Promise<void>} relay
 * @property {() => RTCConfiguration} configuration
 * @property {() => import('./streams.js').OwnStream[]} streams
 * @property {(peer: Peer) => void} joined
 * @property {(peer: Peer) => void} left
 * @property {(peer: Peer, data: any) => void} message
 * @property {import('../room.js').RoomPlatform} platform
 */

/**
 * The others in a room. Who says hello is met; who comes back under another cid is the one that was known; whom the gateway
 * has lost may come back for a while, where the media still flows.
 */
export class Peers {
  /** @type {Map<string, Peer>} by cid */
  #byCid = new Map();
  /** @type {Map<Peer, Timer>} whose socket broke, and who may come back */
  #held = new Map();
  /** @type {Set<Peer>} of whom it is not known whether what was under way has come */
  #doubted = new Set();
  /** Says to the others that it is still us, under whatever cid; empty while this side is not in the room. */
  #session = '';
  #pace;
  #port;

  /** @param {PeersPort} port */
  constructor(port) {
    this.#port = port;
    this.#pace = new Pace(port.platform);
  }

  get all() {
    return [...this.#byCid.values()];
  }

  /** This side comes in: from now on the others are heard. */
  begin() {
    this.#session = this.#port.platform.randomId();
  }

  /** This side leaves. */
  end() {
    this.#session = '';
    this.#pace.stop();
    for (const peer of this.all) this.#drop(peer);
  }

  /**
   * To everybody who is there. Who goes meanwhile is not counted. Fails only where nobody got it: to say it again to all would be to say
   * it twice to the others.
   * @param {any} data
   */
  async send(data) {
    let delivered = 0;
    /** @type {{ peer: Peer, error: any }[]} */
    const failed = [];
    const send = async (/** @type {Peer} */ peer) => {
      try {
        await peer.send(data);
        delivered++;
      } catch (error) {
        if (!isGone(error)) failed.push({ peer, error });
      }
    };
    await Promise.all(this.all.map(send));
    if (failed[0] && delivered === 0) throw failed[0].error;
    return { delivered, failed };
  }

  /** Of those who are there now what was under way may be lost, whoever comes later has missed nothing. */
  doubt() {
    this.#doubted = new Set(this.all);
  }

  /** Everybody in the group whom this side has not met, or is in doubt about. */
  greetAll() {
    for (const cid of this.#port.members().keys()) {
      const peer = this.#byCid.get(cid);
      if (!peer) this.greet(cid);
      else if (this.#doubted.has(peer)) this.#greetAgain(peer);
    }
  }

  /** @param {string} cid of somebody who is in the group from now on: who has not said hello yet may not be able to hear it yet */
  greet(cid) {
    const peer = this.#byCid.get(cid);
    if (cid !== this.#port.cid() && !peer) this.#hello(cid, 1, { fresh: true });
    else if (peer && this.#release(peer)) this.#greetAgain(peer);
  }

  /**
   * @param {{ userId: string, cid: string }} from
   * @param {any} content
   */
  heard(from, content) {
    if (!this.#session) return;
    if (isBytes(content)) {
      this.#byCid.get(from.cid)?.heard(content);
      return;
    }
    const frame = read(content);
    if (frame?.kind === 'hello') this.#met(from, frame);
    else if (frame) this.#byCid.get(from.cid)?.receive(frame);
  }

  /** @param {import('../ringway.js').Member} member */
  updated({ cid, meta }) {
    this.#byCid.get(cid)?.update(meta);
  }

  /** @param {import('../ringway.js').Member} member */
  left({ cid }) {
    this.#pace.forget(cid);
    const peer = this.#byCid.get(cid);
    if (peer) this.#drop(peer);
  }

  /**
   * The gateway has lost somebody. Where the media still flows, that may be the way to the gateway alone.
   * @param {import('../ringway.js').Member} member
   */
  disconnected({ cid }) {
    this.#pace.forget(cid);
    const peer = this.#byCid.get(cid);
    if (!peer) return;
    if (!peer.isWell) return this.#drop(peer);
    const timer = new Timer(/** @type {any} */ (this.#port.platform));
    this.#held.set(peer, timer);
    timer.start(GRACE_MS, () => this.#drop(peer));
  }

  /** What was under way may be lost. @param {Peer} peer */
  #greetAgain(peer) {
    this.#doubted.delete(peer);
    if (peer.isWell) this.#hello(peer.cid, peer.n, { live: true });
    else peer.rebuild();
  }

  /**
   * @param {string} cid
   * @param {number} n
   * @param {{ fresh?: boolean, live?: boolean, reply?: boolean }} how `fresh`: to whom, is not known here; `live`: there
   *   is a peer connection of this number already
   */
  #hello(cid, n, how) {
    // Who was told of something before may have left.
    if (!this.#session) return;
    const hello = { session: this.#session, streams: this.#port.streams().map((own) => own.words), ...how };
    this.#port.relay(cid, { n, hello }).catch((error) => {
      // Who is still joining says hello in turn, and so does who comes back.
      if (!isGone(error)) this.#port.platform.reportError(error);
    });
  }

  /**
   * @param {{ userId: string, cid: string }} from
   * @param {Extract<import('./wire.js').PeerFrame, { kind: 'hello' }>} hello
   * @param {boolean} [late] whether it had to wait, and what came with it was dropped
   */
  #met(from, hello, late = false) {
    // Under another cid, too, it is the one that was known.
    const known = this.all.find(({ session, userId }) => session === hello.session && userId === from.userId);
    const isBehind = known && hello.n < known.n && !hello.reply && !hello.fresh;
    const isMore = !known || isBehind || hello.n > known.n || known.state === 'failed';
    if (!isMore) this.#pace.forget(from.cid);
    else if (!this.#pace.takes(from.cid, () => this.#met(from, hello, true))) return;
    const session = this.#session;
    this.#place(from.cid, known);
    // Who was told that another is gone may have left.
    if (session !== this.#session) return;
    // A connection that the other has from before fits none that is made here now: both make the next one.
    const peer = known ?? this.#welcome(from, { ...hello, n: hello.live ? hello.n + 1 : hello.n });
    if (isBehind) peer.reopen(peer.n + 1);
    else if (hello.n > peer.n) peer.reopen(hello.n);
    // Before its first streams, of which it tells in turn.
    if (!known) this.#port.joined(peer);
    // Who was told may have left.
    if (this.#byCid.get(from.cid) !== peer) return;
    peer.receive(hello);
    if (this.#byCid.get(from.cid) !== peer) return;
    // Of one that is late the other side is to say anew what it shows: that may be another thing by now.
    if (late) this.#hello(peer.cid, peer.n, { live: true });
    else if (!hello.reply || hello.n < peer.n) this.#hello(peer.cid, peer.n, { reply: true, live: Boolean(known) });
    peer.meet(hello.live);
  }

  /**
   * Under this cid is this peer, or nobody yet.
   * @param {string} cid
   * @param {Peer | undefined} peer
   */
  #place(cid, peer) {
    const here = this.#byCid.get(cid);
    // Of one who is lost it may be from before, and late. Who is back is told of as having joined.
    if (peer && this.#port.members().has(cid)) this.#release(peer);
    if (here === peer) return;
    // The same connection, and another session: it has left and come again.
    if (here) this.#drop(here);
    // Who was told may have left, and everybody is gone.
    if (!peer || this.#byCid.get(peer.cid) !== peer) return;
    // What was said under the former cid, and had to wait, would bring it back there.
    this.#pace.forget(peer.cid);
    this.#byCid.delete(peer.cid);
    peer.cid = cid;
    this.#byCid.set(cid, peer);
  }

  /**
   * @param {{ userId: string, cid: string }} from
   * @param {{ session: string, n: number }} hello
   */
  #welcome({ userId, cid }, { session, n }) {
    const meta = this.#port.members().get(cid)?.meta ?? null;
    const greet = (/** @type {Peer} */ peer) => this.#hello(peer.cid, peer.n, { live: true });
    const peer = new Peer({ cid, userId, meta }, session, n, { ...this.#port, greet });
    this.#byCid.set(cid, peer);
    return peer;
  }

  /** @param {Peer} peer @returns {boolean} whether it was held */
  #release(peer) {
    this.#held.get(peer)?.stop();
    return this.#held.delete(peer);
  }

  /** @param {Peer} peer */
  #drop(peer) {
    // Who was told of another may have left, and this one is gone with all.
    if (this.#byCid.get(peer.cid) !== peer) return;
    this.#release(peer);
    this.#doubted.delete(peer);
    this.#byCid.delete(peer.cid);
    peer.close();
    this.#port.left(peer);
  }
}
