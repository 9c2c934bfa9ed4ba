import { listen } from './listen.js';

/**
 * Calls back when others may have to be reached by another way: back on a network, or on one of another type, which some
 * browsers tell without ever having been offline. By the same event they tell guesses at the speed, which change nothing.
 * @param {(EventTarget & { navigator?: Navigator & { connection?: any } }) | undefined} window
 * @param {() => void} changed
 * @param {AbortSignal} signal
 */
export function onNetwork(window, changed, signal) {
  const way = window?.navigator?.connection;
  let type = way?.type;
  listen(window, 'online', changed, signal);
  listen(
    way,
    'change',
    () => {
      // From none to the next one, `online` tells of.
      if (way.type === type || way.type === 'none') return;
      type = way.type;
      changed();
    },
    signal,
  );
}
