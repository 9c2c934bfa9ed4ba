/** Own cids of earlier connections that a roster may still show. */
const FORMER_CIDS = 16;

/** Who this connection is, and who it was. */
export class Identity {
  /** @type {import('./ringway.js').Welcome | null} */
  welcome = null;
  /** @type {string[]} */
  #former = [];

  get cid() {
    return this.welcome?.cid ?? null;
  }

  /**
   * @param {import('./frames.js').Frame} frame a welcome
   * @returns {boolean} whether it is another than before
   */
  welcomed(frame) {
    const before = this.cid;
    this.welcome = welcomeOf(frame);
    const changed = before !== null && before !== frame.cid;
    if (changed) this.#former = [before, ...this.#former].slice(0, FORMER_CIDS);
    return changed;
  }

  /** @param {string} cid */
  is(cid) {
    if (cid === this.cid) return 'present';
    return this.#former.includes(cid) ? 'former' : undefined;
  }
}

/**
 * @param {import('./frames.js').Frame} frame
 * @returns {import('./ringway.js').Welcome}
 */
function welcomeOf(frame) {
  return Object.freeze({
    cid: frame.cid,
    userId: frame.user_id,
    epoch: frame.epoch,
    serverTime: frame.server_time,
    expiresAt: frame.expires_at,
    limits: frame.limits ?? {},
    features: frame.features ?? [],
  });
}
