/**
 * @typedef {import('./ringway.js').Member} Member
 * @typedef {import('./frames.js').Frame} Frame
 * @typedef {{ code: import('./ringway.js').Presence['code'], member: Member, synced: boolean }} Change
 * @typedef {'current' | 'stale' | 'behind' | 'back' | 'out' | 'closed'} Standing
 *   how a notice fits: it was the next one; it was known already; one before it is missing; the group is small enough to have
 *   a roster again; it took this connection out; everybody was taken out
 */

/** @param {{ cid: string, user_id: string, meta?: any }} wire */
export function memberOf({ cid, user_id, meta = null }) {
  return Object.freeze({ cid, userId: user_id, meta });
}

/**
 * @param {Member} one
 * @param {Member} other
 */
const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);

/**
 * Who is in one group, kept current from snapshots and numbered notices. Pure: it is told everything and tells what
 * changed. This connection itself, under its present and its former cids, is never news.
 */
export class Roster {
  /** @type {Map<string, Member>} */
  members = new Map();
  /** How many there are where the group is too large for a roster, and `members` are only some; else 0. */
  number = 0;
  /** @type {boolean | undefined} whether it is to be made whole again: from a break, or a gap, until it was told that it is */
  returning;
  /** No notice is the next one to that of nothing, or of before a break. */
  #version = Infinity;
  #known = false;
  #isSelf;

  /** @param {(cid: string) => 'present' | 'former' | undefined} isSelf */
  constructor(isSelf) {
    this.#isSelf = isSelf;
  }

  /** Notices will be missed, or their numbers mean something else from now on: none can be applied until the next snapshot. */
  interrupt() {
    this.#version = Infinity;
    this.returning = this.#known;
  }

  /**
   * The first snapshot is no news. Of a later one the differences are; who joined comes before who left, so that a user
   * who came back with a new cid was never gone. A snapshot that is not complete takes nobody out, and what is but a part
   * of the roster says nothing of the others.
   * @param {{ version: number, complete?: boolean, members: { cid: string, user_id: string, meta?: any }[], total?: number }} snapshot
   * @returns {Change[]}
   */
  snapshot({ version, complete = true, members, total = 0 }) {
    const now = new Map(members.map((wire) => [wire.cid, memberOf(wire)]));
    const first = !this.#known || total;
    if (total) this.members.clear();
    this.number = total;
    const changes = [...now.values()].flatMap((member) => this.#put(member, true));
    if (complete) {
      for (const member of [...this.members.values()]) {
        if (!now.has(member.cid)) changes.push(...this.#remove(member.cid, 'USER_LEFT', true));
      }
    }
    this.#version = version;
    this.#known = true;
    return first ? [] : changes;
  }

  /**
   * @param {Frame} frame
   * @returns {{ standing: Standing, changes: Change[] }}
   */
  notice(frame) {
    const { type, code, cid, version, steps = [frame] } = frame;
    /** @type {Standing} */
    let standing = 'stale';
    /** @type {Change[]} */
    let changes = [];
    // These take no version, and change nobody's membership.
    if (code === 'USER_SUSPECTED' || code === 'USER_BACK') changes = this.#news(code, this.members.get(cid), false);
    else if (code === 'GROUP_CLOSED' && this.#isSelf(cid) === 'present') standing = 'closed';
    else if (type === 'count') standing = this.#count(frame);
    else if ((standing = this.#advance(version, frame.since)) === 'current') {
      for (const step of steps) {
        const { code } = step;
        if (code === 'USER_JOINED' || code === 'USER_UPDATED') changes.push(...this.#put(memberOf(step), false));
        else if (code === 'USER_LEFT' || code === 'USER_DISCONNECTED' || code === 'GROUP_CLOSED') {
          if (this.#isSelf(step.cid) === 'present') standing = 'out';
          else changes.push(...this.#remove(step.cid, code === 'USER_DISCONNECTED' ? code : 'USER_LEFT', false));
        }
      }
    }
    return { standing, changes };
  }

  /**
   * @param {Frame} frame
   * @returns {Standing}
   */
  #count({ version, members, partial }) {
    if (this.#version === Infinity) return 'stale';
    this.#version = version;
    this.number = members;
    for (const cid of this.members.keys()) if (!this.#isSelf(cid)) this.members.delete(cid);
    if (partial) return 'current';
    this.interrupt();
    return 'back';
  }

  /**
   * This connection's own change took a version, without a notice.
   * @param {number} version
   * @param {string} cid
   * @param {any} meta
   * @returns {Standing}
   */
  updatedSelf(version, cid, meta) {
    const self = this.members.get(cid);
    if (self) this.members.set(cid, Object.freeze({ ...self, meta }));
    return this.#advance(version);
  }

  /**
   * @param {number} version
   * @param {number} [since] the version before it
   * @returns {Standing}
   */
  #advance(version, since = version - 1) {
    if (version <= this.#version) return 'stale';
    if (since > this.#version) {
      this.interrupt();
      return 'behind';
    }
    this.#version = version;
    return 'current';
  }

  /**
   * @param {Member} member
   * @param {boolean} synced
   * @returns {Change[]}
   */
  #put(member, synced) {
    if (this.#isSelf(member.cid) === 'former') return this.#remove(member.cid, 'USER_LEFT', synced);
    const before = this.members.get(member.cid);
    this.members.set(member.cid, member);
    if (before && same(before, member)) return [];
    return this.#news(before ? 'USER_UPDATED' : 'USER_JOINED', member, synced);
  }

  /**
   * @param {string} cid
   * @param {'USER_LEFT' | 'USER_DISCONNECTED'} code
   * @param {boolean} synced
   * @returns {Change[]}
   */
  #remove(cid, code, synced) {
    const member = this.members.get(cid);
    this.members.delete(cid);
    return this.#news(code, member, synced);
  }

  /**
   * @param {Change['code']} code
   * @param {Member | undefined} member
   * @param {boolean} synced
   * @returns {Change[]}
   */
  #news(code, member, synced) {
    return member && !this.#isSelf(member.cid) ? [{ code, member, synced }] : [];
  }
}
