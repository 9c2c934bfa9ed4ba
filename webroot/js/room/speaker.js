/** What counts as speech, of a full scale of 1. */
const SPEECH = 0.02;
/** How much louder somebody has to be to take over while another speaks. */
const LOUDER = 1.5;
/** Polls that a speaker may be silent between two words. */
const PAUSE = 4;
/** How much of a level is new at each poll. */
const SMOOTH = 0.5;

/**
 * How loud everybody in a room is, this side among them.
 * @param {import('./peer.js').Peer[]} peers
 * @param {boolean} isMuted whether nothing is heard of this side
 * @returns {Map<import('./peer.js').Peer | 'self', number>}
 */
export const levelsOf = (peers, isMuted) =>
  new Map([
    ...peers.map((peer) => /** @type {[any, number]} */ ([peer, peer.level])),
    ['self', isMuted ? 0 : Math.max(0, ...peers.map((peer) => peer.ownLevel))],
  ]);

/**
 * Who speaks: the loudest, with patience, so that it does not jump to and fro within a sentence.
 * @template T
 */
export class Speaker {
  /** @type {T | null} */
  current = null;
  /** @type {Map<T, number>} */
  #levels = new Map();
  #silence = 0;

  /**
   * @param {Map<T, number>} levels of everybody who is there
   * @returns {boolean} whether it is somebody else now
   */
  heard(levels) {
    const smooth = new Map();
    for (const [one, level] of levels) smooth.set(one, (this.#levels.get(one) ?? 0) * (1 - SMOOTH) + level * SMOOTH);
    this.#levels = smooth;
    const before = this.current;
    this.current = this.#choose();
    return this.current !== before;
  }

  #choose() {
    const own = this.current !== null ? (this.#levels.get(this.current) ?? 0) : 0;
    let loudest = this.current;
    let most = own >= SPEECH ? own * LOUDER : SPEECH;
    for (const [one, level] of this.#levels) {
      if (one !== this.current && level >= most) [loudest, most] = [one, level];
    }
    if (loudest !== this.current || own >= SPEECH) {
      this.#silence = 0;
      return loudest;
    }
    this.#silence++;
    const isHere = this.current !== null && this.#levels.has(this.current);
    return isHere && this.#silence <= PAUSE ? this.current : null;
  }
}
