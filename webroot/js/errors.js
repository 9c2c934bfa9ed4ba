/** The codes of the shim's own after which the same request may succeed later; the server says it of its own. */
const TEMPORARY = new Set(
  (
    'not_connected connection_lost queue_full token_unavailable device_busy media_failed ' +
    'busy timeout unreachable disconnected failed moved'
  ).split(' '),
);

/** Every failure the shim reports. */
export class RingwayError extends Error {
  /**
   * @param {string} code
   * @param {string} [message]
   * @param {{ temporary?: boolean, retryAfterMs?: number, cause?: unknown }} [more]
   */
  constructor(code, message = code, { temporary, retryAfterMs, cause } = {}) {
    super(message, { cause });
    this.name = 'RingwayError';
    this.code = code;
    this.temporary = temporary ?? TEMPORARY.has(code);
    this.retryAfterMs = retryAfterMs;
  }
}

/**
 * The error of an `error` frame.
 * @param {import('./frames.js').Frame} frame
 */
export function errorOf({ code, message, temporary = false, retry_after_ms: retryAfterMs }) {
  return new RingwayError(code, message, { temporary, retryAfterMs });
}

/**
 * What an app asked for is right, or it is told what is wrong with it.
 * @param {unknown} holds
 * @param {string} what
 * @returns {asserts holds}
 */
export function check(holds, what) {
  if (!holds) throw new RingwayError('bad_request', `wrong: ${what}`);
}

/** @param {{ userId?: string, cid?: string }} target */
export const checkTarget = (target) => check(!target?.userId !== !target?.cid, 'userId or cid');

/**
 * What was caught, as an error of the shim's.
 * @param {string} code where it is not one already
 * @param {unknown} cause
 */
export const asError = (code, cause) => (cause instanceof RingwayError ? cause : new RingwayError(code, `${cause}`, { cause }));
