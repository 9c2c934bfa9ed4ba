/**
 * Listens until it is over.
 * @param {EventTarget | undefined} to nobody, where there is no such thing
 * @param {string} type
 * @param {(event: any) => void} run
 * @param {AbortSignal} signal aborted when it is
 */
export const listen = (to, type, run, signal) => to?.addEventListener(type, run, { signal });
