/** How a call ended, as the page tells it. No DOM. */

/**
 * @import { Call, CallReason, Sender } from '../js/ringway.js'
 *
 * @typedef {CallReason|'declined_elsewhere'|'accepted_elsewhere'|'not_begun'|'withdrawn'|'lost'} TellableReason
 *   `declined_elsewhere`: on another device of this user. Of a call that this user is to begin: `accepted_elsewhere`, on another device;
 *   `not_begun`, on none of them in time; `withdrawn`, by the app's backend; `lost`, with the gateway's node or this connection
 */

/**
 * @param {Pick<Call, 'direction'|'starts'>} call
 * @param {{reason: CallReason, by?: Sender}} closed
 * @param {{cid: string|null}} me
 * @returns {{reason: TellableReason, mine: boolean}} mine: whether this device ended it
 */
export function endOf({ direction, starts = false }, { reason, by }, me) {
  const mine = by !== undefined && by.cid !== null && by.cid === me.cid;
  if (mine) return { reason, mine };
  if (direction === 'incoming') return { reason: starts ? ofBeginning(reason) : ofRing(reason), mine };
  return { reason: reason === 'cancelled' ? 'withdrawn' : reason, mine };
}

/** Whom it rings are this user's devices alone. @param {CallReason} reason @returns {TellableReason} */
function ofRing(reason) {
  if (reason === 'declined') return 'declined_elsewhere';
  // Nobody has answered here: the other side calls no more.
  return reason === 'timeout' ? 'cancelled' : reason;
}

/** Nobody has called the other side yet. @param {CallReason} reason @returns {TellableReason} */
function ofBeginning(reason) {
  switch (reason) {
    case 'declined':
      return 'declined_elsewhere';
    case 'answered_elsewhere':
      return 'accepted_elsewhere';
    case 'timeout':
      return 'not_begun';
    case 'cancelled':
      return 'withdrawn';
    case 'disconnected':
      return 'lost';
    default:
      return reason;
  }
}
