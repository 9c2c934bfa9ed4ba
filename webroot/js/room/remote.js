/** @typedef {import('../room.js').Kind} Kind */

/** A stream of a peer's: announced first, filled as its tracks come. */
export class RemoteStream {
  /** @type {Set<Kind>} */
  muted;
  /** @type {MediaStreamTrack[]} */
  #old = [];

  /**
   * @param {import('./wire.js').StreamWords} words
   * @param {MediaStream} stream
   */
  constructor({ id, role, metadata, muted }, stream) {
    this.id = id;
    this.role = role;
    this.metadata = metadata;
    this.stream = stream;
    this.muted = new Set(muted);
  }

  /** The connection that brought its tracks is being replaced; until the new ones come, the old ones stay. */
  age() {
    this.#old = this.stream.getTracks();
  }

  /** Returns whether it is another one. @param {MediaStreamTrack} track */
  put(track) {
    if (this.stream.getTracks().includes(track)) return false;
    for (const old of this.#old.filter(({ kind }) => kind === track.kind)) this.stream.removeTrack(old);
    this.#old = this.#old.filter(({ kind }) => kind !== track.kind);
    this.stream.addTrack(track);
    return true;
  }

  empty() {
    for (const track of this.stream.getTracks()) this.stream.removeTrack(track);
  }

  /**
   * @param {Kind} kind
   * @param {boolean} muted
   */
  mute(kind, muted) {
    const before = this.muted.has(kind);
    if (muted) this.muted.add(kind);
    else this.muted.delete(kind);
    return before !== muted;
  }
}
