import { Timer } from '../timer.js';

/** So many peer connections one member can have this side make in so many milliseconds: a browser makes some hundreds, and then none. */
const CONNECTIONS = 5;
const WITHIN_MS = 10_000;

/** Bounds what the hellos of one member cost. Of those that are too many the last one has its turn once there is room. */
export class Pace {
  /** @type {Map<string, { timers: Set<Timer>, late?: () => void }>} by cid, those of the last while */
  #members = new Map();
  #platform;

  /** @param {import('../room.js').RoomPlatform} platform */
  constructor(platform) {
    this.#platform = /** @type {any} */ (platform);
  }

  /**
   * @param {string} cid
   * @param {() => void} late what is done later, in place of what was to be done before, where it may not be done now
   * @returns {boolean} whether it may be done now
   */
  takes(cid, late) {
    const member = this.#members.get(cid) ?? { timers: new Set() };
    const isTaken = member.timers.size < CONNECTIONS;
    member.late = isTaken ? undefined : late;
    if (isTaken) this.#count(cid, member);
    return isTaken;
  }

  /** What was to be done later is out of date. @param {string} cid */
  forget(cid) {
    const member = this.#members.get(cid);
    if (member) member.late = undefined;
  }

  stop() {
    for (const { timers } of this.#members.values()) for (const timer of timers) timer.stop();
    this.#members.clear();
  }

  /**
   * @param {string} cid
   * @param {{ timers: Set<Timer>, late?: () => void }} member
   */
  #count(cid, member) {
    this.#members.set(cid, member);
    const timer = new Timer(this.#platform);
    member.timers.add(timer);
    timer.start(WITHIN_MS, () => {
      member.timers.delete(timer);
      if (member.timers.size === 0) this.#members.delete(cid);
      member.late?.();
    });
  }
}
