/** Codes of RFC 6455 after which the same thing would only happen again. */
const FATAL = new Set([1002, 1003, 1007, 1008, 1009]);

/**
 * What the range of a close code asks of the client.
 * @param {number} code
 * @returns {'stop' | 'now' | 'later' | 'backoff'}
 */
export function closeAction(code) {
  if (FATAL.has(code) || (code >= 4400 && code < 4500)) return 'stop';
  if (code >= 4200 && code < 4300) return 'now';
  if (code >= 4300 && code < 4400) return 'later';
  return 'backoff';
}

/**
 * Takes a close reason, `<name>` or `<name>;retry_after_ms=<n>`, apart.
 * @param {string} reason
 */
export function parseReason(reason) {
  const [name = '', ...rest] = reason.split(';');
  const hint = rest.map((part) => /^retry_after_ms=(\d{1,9})$/.exec(part)?.[1]).find(Boolean);
  return { name, retryAfterMs: Number(hint ?? 0) };
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
