const RETRY_MS = 500;

/**
 * Says something to the server, until it has taken it: again in a while where it cannot be said now, as long as it is of use.
 * @param {() => Promise<unknown>} say
 * @param {Pick<import('./ringway.js').Platform, 'setTimeout'>} platform
 * @param {() => boolean} isOfUse
 */
export async function insist(say, platform, isOfUse) {
  while (isOfUse())
    try {
      return void (await say());
    } catch (cause) {
      const { temporary, retryAfterMs = RETRY_MS } = /** @type {import('./errors.js').RingwayError} */ (cause);
      if (!temporary) throw cause;
      await new Promise((/** @type {(_?: any) => void} */ wake) => platform.setTimeout(wake, retryAfterMs));
    }
}
