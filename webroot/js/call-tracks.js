import { RingwayError } from './errors.js';

/**
 * Exchanges what a call sends. Not part of the bundle: a page that needs it imports it.
 * @param {import('./ringway.js').Call} call
 * @param {'audio' | 'video'} kind
 * @param {MediaStreamTrack | null} track
 */
export async function setTrack({ state, pc, media }, kind, track) {
  if (state === 'closed' || !pc) throw new RingwayError('call_closed');
  const fits = (/** @type {RTCRtpTransceiver} */ { sender, receiver, direction }) =>
    direction !== 'stopped' && (sender.track?.kind ?? receiver.track.kind) === kind;
  const transceiver = pc.getTransceivers().find(fits);
  if (!transceiver) {
    if (track) pc.addTrack(track, ...(media ? [media] : []));
    return;
  }
  await transceiver.sender.replaceTrack(track);
  if (track && transceiver.direction === 'recvonly') transceiver.direction = 'sendrecv';
  if (track && transceiver.direction === 'inactive') transceiver.direction = 'sendonly';
}
