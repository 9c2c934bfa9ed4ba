/**
 * What the shim takes from a browser. Read at the time of construction, so that it can be loaded anywhere.
 * @param {Partial<import('./ringway.js').Platform>} [replaced]
 * @returns {import('./ringway.js').Platform}
 */
export function platform(replaced = {}) {
  const host = globalThis;
  return {
    WebSocket: host.WebSocket,
    RTCPeerConnection: host.RTCPeerConnection,
    MediaStream: host.MediaStream,
    mediaDevices: host.navigator?.mediaDevices,
    now: Date.now,
    setTimeout: (run, ms) => host.setTimeout(run, ms),
    clearTimeout: (timer) => host.clearTimeout(timer),
    random: Math.random,
    window: host.window,
    document: host.document,
    origin: host.location?.origin,
    reportError: (error) => (host.reportError ?? host.console.error)(error),
    ...replaced,
  };
}
