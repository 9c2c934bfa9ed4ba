import { RingwayError } from '../ringway.js';
import { MAX_STREAMS, isText } from './wire.js';

/** Of all streams' metadata together, as JSON in UTF-8: a hello has them all, and goes as one relay. */
const METADATA_BYTES = 16_384;

/** @typedef {import('../room.js').Kind} Kind */

/** A stream of this side's, with what is said about it. */
export class OwnStream {
  /** @type {Set<Kind>} */
  muted = new Set();

  /** Tracks of which nothing is sent, also on connections that are made later. @type {Set<MediaStreamTrack>} */
  withheld = new Set();

  #silenced;
  /** What the room has opened for it, and ends with it; whatever has come in its place is the app's. @type {MediaStreamTrack[]} */
  #opened;
  /** What it was added with, and what came in place of that: sent also where the app has taken it out of the stream. @type {Set<MediaStreamTrack>} */
  #given;

  /**
   * @param {MediaStream} stream
   * @param {string} role
   * @param {any} metadata
   * @param {boolean} owned whether it was opened by the room, and ends with it
   * @param {WeakSet<MediaStreamTrack>} silenced the tracks that were muted here, of whatever stream: those are muted in this one, too
   */
  constructor(stream, role, metadata, owned, silenced) {
    this.stream = stream;
    this.role = role;
    this.metadata = metadata;
    this.owned = owned;
    this.#opened = owned ? stream.getTracks() : [];
    this.#silenced = silenced;
    this.#given = new Set(stream.getTracks());
    for (const track of stream.getTracks()) {
      if (silenced.has(track) && !track.enabled) this.mute(/** @type {Kind} */ (track.kind), true);
    }
  }

  /** Those in the stream, and those that are sent as its. */
  get tracks() {
    return [...new Set([...this.stream.getTracks(), ...this.#given])];
  }

  /** @returns {import('./wire.js').StreamWords} */
  get words() {
    return { id: this.stream.id, role: this.role, metadata: this.metadata, muted: [...this.muted] };
  }

  /**
   * @param {Kind} kind
   * @param {boolean} muted
   * @returns {boolean} whether that is news
   */
  mute(kind, muted) {
    if (this.muted.has(kind) === muted) return false;
    if (muted) this.muted.add(kind);
    else this.muted.delete(kind);
    this.#apply(kind);
    return true;
  }

  /**
   * @param {MediaStreamTrack} track
   * @param {MediaStreamTrack | null} other
   */
  replace(track, other) {
    if (!other) return void this.withheld.add(track);
    this.withheld.delete(track);
    this.withheld.delete(other);
    this.stream.removeTrack(track);
    this.stream.addTrack(other);
    this.#given.delete(track);
    this.#given.add(other);
    this.#apply(/** @type {Kind} */ (other.kind));
  }

  /** It is removed. */
  end() {
    for (const track of this.#opened) track.stop();
  }

  /** Tracks that came later are silent too; those of the other kind are as the app has them. @param {Kind} of */
  #apply(of) {
    const isMuted = this.muted.has(of);
    for (const track of this.tracks.filter(({ kind }) => kind === of)) {
      track.enabled = !isMuted;
      if (isMuted) this.#silenced.add(track);
      else this.#silenced.delete(track);
    }
  }
}

/** This side's streams, in the order they were added. */
export class OwnStreams {
  /** @type {Map<string, OwnStream>} */
  #byId = new Map();
  /** @type {WeakSet<MediaStreamTrack>} */
  #silenced = new WeakSet();

  get all() {
    return [...this.#byId.values()];
  }

  /**
   * @param {MediaStream} stream
   * @param {{ role?: string, metadata?: any, owned?: boolean }} options
   */
  add(stream, { role = 'camera', metadata = null, owned = false }) {
    if (typeof stream?.getTracks !== 'function') throw new RingwayError('bad_request', 'not a MediaStream');
    if (this.#byId.has(stream.id)) throw new RingwayError('bad_request', 'this stream was added already');
    if (!isText(role)) throw new RingwayError('bad_request', 'a role has 1 to 256 characters');
    if (this.#byId.size === MAX_STREAMS) throw new RingwayError('too_large', `a room takes ${MAX_STREAMS} streams of a member`);
    const words = JSON.stringify([...this.all.map((one) => one.metadata), metadata]);
    if (new TextEncoder().encode(words).length > METADATA_BYTES) {
      throw new RingwayError('too_large', 'the metadata of all streams is longer than 16 KiB of JSON');
    }
    const own = new OwnStream(stream, role, metadata, owned, this.#silenced);
    this.#byId.set(stream.id, own);
    return own;
  }

  /** @param {MediaStream} stream */
  remove(stream) {
    const own = this.#byId.get(stream.id);
    this.#byId.delete(stream.id);
    return own;
  }

  /**
   * The stream, or where none is named those that a microphone's or camera's button means.
   * @param {MediaStream} [stream]
   */
  meant(stream) {
    if (stream) return this.all.filter((own) => own.stream === stream);
    return this.all.filter((own) => own.role !== 'screen');
  }

  /** Those that have it. @param {MediaStreamTrack} track */
  of(track) {
    return this.all.filter((own) => own.tracks.includes(track));
  }

  /**
   * Those that are muted before the one track takes the other's place, so that nothing that is muted becomes live by that.
   * @param {MediaStreamTrack} track
   * @param {MediaStreamTrack} other
   */
  silentWith(track, other) {
    const meant = [...this.of(track), ...this.of(other)];
    return meant.some(({ muted }) => muted.has(/** @type {Kind} */ (track.kind))) ? meant : [];
  }

  /**
   * With those that have a track of that kind in common with them, or with one that has: a track is live in all of them or in none.
   * @param {OwnStream[]} owns
   * @param {Kind} of
   */
  sharing(owns, of) {
    const found = new Set(owns);
    for (const own of found) {
      for (const track of own.tracks) if (track.kind === of) for (const other of this.of(track)) found.add(other);
    }
    return [...found];
  }
}
