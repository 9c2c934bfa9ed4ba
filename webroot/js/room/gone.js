const GONE = new Set(['not_found', 'not_joined', 'connection_lost', 'not_connected', 'closed']);

/** @param {any} error whether it says no more than that somebody is not there, or this side is not */
export const isGone = ({ code }) => GONE.has(code);
