/** What the room page says. No DOM. */

/** @import { RingwayError } from '../../js/ringway.js' */

/**
 * Why somebody is not in the room: a title, and what to do about it.
 *
 * @param {unknown} error
 * @returns {{ title: string, hint: string, isFull?: boolean }}
 */
export function refusalWords(error) {
  const { code, message } = /** @type {RingwayError} */ (error instanceof Error ? error : new Error(String(error)));
  switch (code) {
    case 'room_full':
      return { title: 'This room is full', hint: 'Everybody here sees everybody, so there are only so many seats. Try again when somebody has left.', isFull: true };
    case 'forbidden':
      return { title: 'You may not enter this room', hint: 'The link, or your account, is for other rooms. Ask whoever invited you.' };
    case 'bad_key':
      return { title: 'This link does not work any more', hint: 'The key in it is not, or no longer, one of this gateway.' };
    case 'origin_not_allowed':
      return { title: 'This page may not use that key', hint: 'The key is for pages of another address.' };
    case 'rate_limited':
      return { title: 'Too many at once', hint: 'Your network has opened many connections. Wait a minute and try again.' };
    case 'bad_token':
    case 'token_unavailable':
      return { title: 'The gateway does not know you', hint: 'It gives tokens to this page in development mode only. Come with a publishable key, or from your app.' };
    case 'unavailable':
    case 'not_connected':
      return { title: 'The gateway does not answer', hint: 'Try again in a moment.' };
    default:
      return { title: 'This did not work', hint: message };
  }
}

/**
 * How many are here.
 *
 * @param {number} others
 */
export function crowdWords(others) {
  if (others === 0) return 'Only you';
  return `${others + 1} people`;
}

const QUALITY = ['No connection', 'Very poor', 'Poor', 'Fair', 'Good', 'Excellent'];

/** @param {{ score: number, reason: string }} quality */
export function qualityWords({ score, reason }) {
  return `Connection: ${QUALITY[score]?.toLowerCase()}. ${reason}`;
}

/**
 * What covers a peer's tile; empty while all is well.
 *
 * @param {string} state
 */
export function peerWords(state) {
  if (state === 'connecting') return 'Connecting…';
  if (state === 'reconnecting') return 'Reconnecting…';
  if (state === 'failed') return 'No connection';
  return '';
}
