import { listen } from './listen.js';
import { onNetwork } from './network.js';

/**
 * Calls back when the page may have been away: shown again, out of the page cache, focused, or back on a network. Timers
 * of a hidden page are throttled, so liveness is checked then, not counted on.
 * @param {import('./ringway.js').Platform} platform
 * @param {(networkChanged: boolean) => void} wake
 * @param {() => void} turn the page is shown or hidden
 * @returns {() => void} stops it
 */
export function onWake({ window, document }, wake, turn) {
  const stop = new AbortController();
  const { signal } = stop;
  const back = () => wake(false);
  onNetwork(window, () => wake(true), signal);
  listen(window, 'pageshow', back, signal);
  listen(window, 'focus', back, signal);
  listen(
    document,
    'visibilitychange',
    () => {
      turn();
      if (!document?.hidden) back();
    },
    signal,
  );
  return () => stop.abort();
}
