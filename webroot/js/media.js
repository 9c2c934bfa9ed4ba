import { RingwayError, asError, check } from './errors.js';

/** @type {Record<string, string>} by the names that browsers give their refusals */
const CODES = {
  NotAllowedError: 'media_denied',
  SecurityError: 'media_denied',
  NotFoundError: 'device_not_found',
  OverconstrainedError: 'device_not_found',
  NotReadableError: 'device_busy',
  AbortError: 'device_busy',
};

/**
 * A stream for a call: the app's own, or one that is opened for it, and ends with it.
 * @param {import('./ringway.js').Media | undefined} media
 * @param {import('./ringway.js').Platform} platform
 * @returns {Promise<MediaStream | null>}
 */
export async function openMedia(media, platform) {
  check(!media || typeof media === 'object', 'media');
  if (media && 'getTracks' in media) return media;
  if (!media?.audio && !media?.video) return null;
  if (!platform.mediaDevices) throw new RingwayError('not_supported', 'no https');
  try {
    return await platform.mediaDevices.getUserMedia(media);
  } catch (cause) {
    throw asError(CODES[/** @type {Error} */ (cause).name] ?? 'media_failed', cause);
  }
}
