import { RingwayError } from '../ringway.js';

const CODES = new Map([
  ['NotAllowedError', 'media_denied'],
  ['NotFoundError', 'device_not_found'],
]);

/**
 * A screen or window that the user picks. Rejects with `not_supported`, `media_denied`, `device_not_found` or `media_failed`.
 * @param {import('../room.js').RoomPlatform} platform
 * @param {DisplayMediaStreamOptions} options
 * @returns {Promise<MediaStream>}
 */
export async function openScreen({ mediaDevices }, options) {
  if (!mediaDevices?.getDisplayMedia) throw new RingwayError('not_supported', 'screens need https or localhost, and no phone');
  try {
    return await mediaDevices.getDisplayMedia({ video: true, ...options });
  } catch (cause) {
    const code = CODES.get(/** @type {Error} */ (cause).name) ?? 'media_failed';
    throw new RingwayError(code, `${cause}`, { cause });
  }
}
