/**
 * Asks for a call that another connection of this user has; again where nobody knows whether that was heard.
 * @param {Pick<import('./calls.js').CallPort, 'request'>} port
 * @param {string} id of the call
 * @param {() => boolean} isOver whether it has ended here meanwhile
 * @returns {Promise<unknown>}
 */
export const takeOver = (port, id, isOver) =>
  port.request('move', { call_id: id }).catch((error) => {
    if (error.code !== 'connection_lost' || isOver()) throw error;
    return takeOver(port, id, isOver);
  });
