/**
 * What the shim takes from a browser. Read at the time of construction, so that it can be loaded anywhere.
 * @param {Partial<import('./ringway.js').Platform>} [replaced]
 * @returns {import('./ringway.js').Platform}
 */
export function platform(replaced = {}) {
  const { WebSocket, RTCPeerConnection, MediaStream, navigator, window, document, location } = globalThis;
  return {
    WebSocket,
    RTCPeerConnection,
    MediaStream,
    mediaDevices: navigator?.mediaDevices,
    now: Date.now,
    setTimeout: (run, ms) => setTimeout(run, ms),
    clearTimeout: (timer) => clearTimeout(timer),
    random: Math.random,
    window,
    document,
    origin: location?.origin,
    reportError: (error) => (globalThis.reportError ?? console.error)(error),
    ...replaced,
  };
}
