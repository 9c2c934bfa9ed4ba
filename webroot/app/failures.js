/** What went wrong with the gateway, in words. */
import { TokenRefused } from './identity.js';
import { closedWords } from './words.js';

/**
 * @import { RingwayError, Status as Connection } from '../js/ringway.js'
 * @import { LinkState } from './words.js'
 */

/** @param {unknown} error */
export function errorWords(error) {
  const code = error !== null && typeof error === 'object' && 'code' in error ? error.code : '';
  switch (/** @type {RingwayError['code']} */ (code)) {
    case 'not_found':
      return 'Nobody with that name is connected now.';
    case 'not_connected':
      return 'There is no connection to the gateway.';
    case 'connection_lost':
      return 'The connection was lost before the answer came.';
    case 'rate_limited':
      return 'That was too fast. Wait a moment.';
    case 'forbidden':
      return 'You are not allowed to do that.';
    case 'too_large':
      return 'The message is too long.';
    case 'limit_reached':
      return 'You are in as many groups as one connection may be.';
    default:
      return error instanceof Error ? error.message : 'Something went wrong.';
  }
}

/** @param {TokenRefused} refused */
export function refusedWords({ status }) {
  return status === 404
    ? 'This gateway is not in dev mode, so it gives no tokens to this page.'
    : `The gateway gave this page no token (HTTP ${status}). Dev mode gives them to pages on this machine only.`;
}

/** @param {Connection} status @param {string} refused @returns {LinkState} */
export function linkState(status, refused) {
  switch (status.state) {
    case 'online':
      return { state: 'online' };
    case 'reconnecting':
      return { state: 'reconnecting', retryAt: Date.now() + status.retryInMs, reason: status.reason };
    case 'closed':
      return { state: 'stopped', reason: refused || closedWords(status.reason) };
    default:
      return { state: 'connecting' };
  }
}
