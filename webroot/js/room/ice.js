/**
 * How a room's peer connections find their ways: by the servers that the gateway names, unless the app names others.
 * @param {RTCConfiguration | null | undefined} ice the gateway's
 * @param {{ iceServers?: RTCIceServer[], relayOnly?: boolean }} options of the room
 * @returns {RTCConfiguration}
 */
export const configurationOf = (ice, { iceServers, relayOnly }) => ({
  ...ice,
  ...(iceServers && { iceServers }),
  ...(relayOnly && { iceTransportPolicy: 'relay' }),
});
