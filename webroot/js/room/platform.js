/**
 * What rooms take from a browser.
 * @param {Partial<import('../room.js').RoomPlatform>} [replaced]
 * @returns {import('../room.js').RoomPlatform}
 */
export function platform(replaced = {}) {
  const host = globalThis;
  return {
    RTCPeerConnection: host.RTCPeerConnection,
    MediaStream: host.MediaStream,
    MediaRecorder: host.MediaRecorder,
    AudioContext: host.AudioContext,
    mediaDevices: host.navigator?.mediaDevices,
    window: host.window,
    setTimeout: (run, ms) => host.setTimeout(run, ms),
    clearTimeout: (timer) => host.clearTimeout(timer),
    // Not randomUUID, which pages without https lack.
    randomId: () => [...host.crypto.getRandomValues(new Uint8Array(12))].map((byte) => byte.toString(36)).join(''),
    reportError: (error) => (host.reportError ?? host.console.error)(error),
    ...replaced,
  };
}
