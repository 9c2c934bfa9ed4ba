/** Calls of the past in words. No DOM. */
import { duration } from './words.js';

/** @import { CallLine, CallRow } from '../js/call-log.js' */

/** What became of a call, for the one who looks at it. @param {CallRow} row */
export function rowWords(row) {
  if (row.missed) return missedWords(row.reason);
  const outgoing = row.direction === 'outgoing';
  if (row.answered !== null) {
    const length = duration(row.durationMs);
    if (row.reason === 'failed') return `Failed after ${length}`;
    if (row.reason === 'disconnected') return `Connection lost after ${length}`;
    return `${outgoing ? 'You called' : 'Called you'}, ${length}`;
  }
  switch (row.reason) {
    case 'declined':
      return outgoing ? 'Declined' : 'You declined';
    case 'cancelled':
      return 'You cancelled';
    case 'busy':
      return 'Was busy';
    case 'timeout':
      return 'Did not answer';
    case 'unreachable':
      return 'Could not be reached';
    case 'disconnected':
      return 'The connection was lost';
    default:
      return 'The call failed';
  }
}

/** @param {string} reason */
function missedWords(reason) {
  switch (reason) {
    case 'unreachable':
      return 'Missed while you were away';
    case 'busy':
      return 'Missed while you were busy';
    default:
      return 'Missed call';
  }
}

const MINUTE = 60_000;
const DAY = 86_400_000;

/**
 * @param {number} at milliseconds since 1970
 * @param {number} now
 */
export function whenWords(at, now) {
  const ago = now - at;
  if (ago < MINUTE) return 'just now';
  if (ago < 60 * MINUTE) return `${Math.floor(ago / MINUTE)} min ago`;
  const time = new Date(at).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' });
  if (new Date(at).toDateString() === new Date(now).toDateString()) return time;
  const day = ago < 6 * DAY ? { weekday: /** @type {const} */ ('short') } : { day: /** @type {const} */ ('numeric'), month: /** @type {const} */ ('short') };
  return `${new Date(at).toLocaleDateString([], day)}, ${time}`;
}

/**
 * A line of a timeline, with who did it.
 *
 * @param {CallLine} line
 * @param {string|null} me
 * @param {(userId: string) => string} nameOf
 */
export function lineWords(line, me, nameOf) {
  const { userId } = line;
  // The names on the page are people's own; the server knows ids.
  const text = line.what === 'began' ? 'called' : line.text;
  if (userId === null) return capital(text);
  return `${userId === me ? 'You' : nameOf(userId)}: ${text}`;
}

/** @param {string} text */
const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);
