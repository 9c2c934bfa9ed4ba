/** What the shim itself may say, beside the server's codes; `true` where the same request may succeed later. */
const LOCAL_CODES = new Map([
  ['not_connected', true],
  ['connection_lost', true],
  ['queue_full', true],
  ['token_unavailable', true],
  ['closed', false],
  ['bad_request', false],
  ['too_large', false],
  ['not_joined', false],
  ['not_supported', false],
  ['media_denied', false],
  ['device_not_found', false],
  ['device_busy', true],
  ['media_failed', true],
  ['call_closed', false],
  // Why a call did not come about.
  ['hangup', false],
  ['declined', false],
  ['cancelled', false],
  ['answered_elsewhere', false],
  ['busy', true],
  ['timeout', true],
  ['unreachable', true],
  ['disconnected', true],
  ['failed', true],
  ['moved', true],
]);

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
    this.temporary = temporary ?? LOCAL_CODES.get(code) ?? false;
    this.retryAfterMs = retryAfterMs;
  }
}

/**
 * The error of an `error` frame.
 * @param {import('./frames.js').Frame} frame
 */
export function errorOf(frame) {
  return new RingwayError(String(frame.code), String(frame.message ?? frame.code), {
    temporary: frame.temporary === true,
    retryAfterMs: typeof frame.retry_after_ms === 'number' ? frame.retry_after_ms : undefined,
  });
}
