import { insist } from './insist.js';

/** @typedef {{ reason?: import('./ringway.js').CallReason, scope?: string }} How */

/**
 * Tells the server that a call is over here, until it has heard, or does not know the call any more.
 * @param {Pick<import('./calls.js').CallPort, 'request' | 'platform'>} port
 * @param {string} id of the call
 * @param {How} [how]
 */
export const hangUp = async ({ request, platform }, id, how) => {
  try {
    await insist(() => request('hangup', { call_id: id, ...how }, true), platform, () => true);
  } catch (error) {
    if (!['no_such_call', 'closed'].includes(/** @type {import('./errors.js').RingwayError} */ (error).code)) throw error;
  }
};
