/** Tells of calls that never rang, as the gateway has told their callers that this user is busy. No DOM. */

/**
 * @import { CallLog, CallRow } from '../js/call-log.js'
 * @import { Ringway } from '../js/ringway.js'
 */

/** How many of the last calls are looked at: nobody reads of more at once. */
const LOOKED_AT = 20;

export class Missed {
  /** @type {number|undefined} what is older, other pages have told of; milliseconds since 1970 by the gateway's clock */
  #since;
  #unseen = 0;
  /** @type {Set<string>} the calls told of, the latest last */
  #told = new Set();

  /**
   * @param {Pick<Ringway, 'welcome'>} ringway
   * @param {Pick<CallLog, 'on'|'calls'>} log
   * @param {(call: CallRow) => void} tell the oldest first
   */
  constructor(ringway, log, tell) {
    this.ringway = ringway;
    this.log = log;
    this.tell = tell;
    log.on('unseen', (unseen) => this.#changed(unseen));
  }

  /** @param {number} unseen */
  #changed(unseen) {
    const more = unseen > this.#unseen;
    this.#unseen = unseen;
    this.#since ??= this.ringway.welcome?.serverTime;
    if (more) this.#look();
  }

  async #look() {
    try {
      const { calls } = await this.log.calls({ limit: LOOKED_AT });
      for (const call of calls.filter((one) => this.#isNews(one)).reverse()) {
        this.#told.add(call.id);
        this.tell(call);
      }
      this.#told = new Set([...this.#told].slice(-LOOKED_AT));
    } catch {
      // Their number is on the button all the same, and the list says the rest.
    }
  }

  /** @param {CallRow} call */
  #isNews({ id, missed, seen, reason, ended }) {
    return missed && !seen && reason === 'busy' && ended >= (this.#since ?? Infinity) && !this.#told.has(id);
  }
}
