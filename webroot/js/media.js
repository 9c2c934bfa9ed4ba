import { RingwayError, asError } from './errors.js';

const CODE_OF = new Map([
  ['NotAllowedError', 'media_denied'],
  ['SecurityError', 'media_denied'],
  ['NotFoundError', 'device_not_found'],
  ['OverconstrainedError', 'device_not_found'],
  ['NotReadableError', 'device_busy'],
  ['AbortError', 'device_busy'],
]);

/**
 * A stream for a call. `owned` says whether it was opened for it, and so ends with it: a stream of the app's may be in
 * use elsewhere.
 * @param {import('./ringway.js').Media | undefined} media
 * @param {import('./ringway.js').Platform} platform
 * @returns {Promise<{ stream: MediaStream | null, owned: boolean }>}
 */
export async function openMedia(media, platform) {
  if (media && 'getTracks' in media) return { stream: media, owned: false };
  if (!media?.audio && !media?.video) return { stream: null, owned: false };
  if (!platform.mediaDevices) {
    throw new RingwayError('not_supported', 'media need https or localhost');
  }
  try {
    return { stream: await platform.mediaDevices.getUserMedia(media), owned: true };
  } catch (cause) {
    throw asError(CODE_OF.get(/** @type {Error} */ (cause).name) ?? 'media_failed', cause);
  }
}
