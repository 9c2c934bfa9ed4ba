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
  window?.addEventListener('online', () => wake(true), { signal });
  window?.addEventListener('pageshow', back, { signal });
  window?.addEventListener('focus', back, { signal });
  document?.addEventListener(
    'visibilitychange',
    () => {
      turn();
      if (!document.hidden) back();
    },
    { signal },
  );
  return () => stop.abort();
}
