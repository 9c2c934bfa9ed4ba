/** How a call ended, as the page tells it. No DOM. */

/**
 * @import { Call, CallReason, Sender } from '../js/ringway.js'
 *
 * @typedef {CallReason|'declined_elsewhere'|'withdrawn'} TellableReason
 *   `declined_elsewhere`: on another device of this user; `withdrawn`: by the app's backend, of a call that this user begins
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
  // Whom it rings are this user's devices alone.
  if (reason === 'declined' && direction === 'incoming') return { reason: 'declined_elsewhere', mine };
  if (reason === 'cancelled' && (starts || direction === 'outgoing')) return { reason: 'withdrawn', mine };
  return { reason, mine };
}
