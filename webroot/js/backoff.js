/** Codes of RFC 6455 after which the same thing would only happen again. */
const FATAL = new Set([1002, 1003, 1007, 1008, 1009]);

/** What the hundreds of a close code ask for, from 4200 on. */
const RANGES = /** @type {const} */ (['now', 'later', 'stop']);

/**
 * What the range of a close code asks of the client.
 * @param {number} code
 */
export const closeAction = (code) => (FATAL.has(code) ? 'stop' : (RANGES[Math.floor(code / 100) - 42] ?? 'backoff'));

/**
 * Takes a close reason, `<name>` or `<name>;retry_after_ms=<n>`, apart.
 * @param {string} text
 */
export function parseReason(text) {
  return { reason: text.replace(/;.*/, ''), retryAfterMs: Number(/;retry_after_ms=(\d{1,9})/.exec(text)?.[1] ?? 0) };
}

/**
 * Full jitter: anything between nothing and a bound that doubles with every attempt, so that many clients cut off at
 * once come back spread out. A server that asked for a delay (43xx) is not bothered before half of the longest bound.
 * @param {{ minMs?: number, maxMs?: number, random?: () => number }} [options]
 * @returns {import('./ringway.js').Backoff}
 */
export function fullJitter({ minMs = 200, maxMs = 5000, random = Math.random } = {}) {
  return (attempt, { action }) => {
    if (action === 'later') return maxMs / 2 + (random() * maxMs) / 2;
    return random() * Math.min(maxMs, minMs * 2 ** (attempt - 1));
  };
}
