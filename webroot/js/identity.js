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

  /** @param {import('./frames.js').Frame} frame a welcome */
  welcomed(frame) {
    const { cid } = this;
    if (cid && cid !== frame.cid) this.#former = [cid, ...this.#former].slice(0, FORMER_CIDS);
    this.welcome = welcomeOf(frame);
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
    limits: frame.limits,
    features: frame.features,
    graceMs: frame.grace_ms ?? 0,
    resumed: !!frame.resumed,
    recovered: !!frame.recovered,
  });
}
