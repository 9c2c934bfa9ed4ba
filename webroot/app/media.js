/** Camera, microphone and screen: opening them, and going on without what is missing. */

/**
 * @typedef {'audio'|'video'} Kind
 * @typedef {{tracks: MediaStreamTrack[], problems: Partial<Record<Kind, string>>}} Opened
 *   problems: error names of the kinds that were wanted and did not open
 * @typedef {Partial<Record<'audioinput'|'videoinput'|'audiooutput', string>>} Preferences device ids
 */

const KEY = 'ringway.devices';

/**
 * Opens what is wanted of camera and microphone. Never fails: what does not open is named in `problems`.
 *
 * @param {Record<Kind, boolean>} wanted
 * @param {Pick<MediaDevices, 'getUserMedia'>|null} [devices] null where the browser offers none (insecure pages)
 * @param {Preferences} [preferred]
 * @returns {Promise<Opened>}
 */
export async function openMedia(wanted, devices = navigator.mediaDevices ?? null, preferred = preferences()) {
  const kinds = /** @type {Kind[]} */ (['audio', 'video']).filter((kind) => wanted[kind]);
  if (kinds.length === 0) return { tracks: [], problems: {} };
  if (!devices) return { tracks: [], problems: Object.fromEntries(kinds.map((kind) => [kind, 'Insecure'])) };
  const together = await tryOpen(devices, kinds, preferred);
  if (typeof together !== 'string') return { tracks: together, problems: {} };
  if (kinds.length === 1) return { tracks: [], problems: { [String(kinds[0])]: together } };
  return openApart(devices, kinds, preferred);
}

/**
 * One of the two may work where both together do not.
 *
 * @param {Pick<MediaDevices, 'getUserMedia'>} devices
 * @param {Kind[]} kinds
 * @param {Preferences} preferred
 */
async function openApart(devices, kinds, preferred) {
  /** @type {Opened} */
  const opened = { tracks: [], problems: {} };
  for (const kind of kinds) {
    const result = await tryOpen(devices, [kind], preferred);
    if (typeof result === 'string') opened.problems[kind] = result;
    else opened.tracks.push(...result);
  }
  return opened;
}

/**
 * @param {Pick<MediaDevices, 'getUserMedia'>} devices
 * @param {Kind[]} kinds
 * @param {Preferences} preferred
 * @returns {Promise<MediaStreamTrack[]|string>} the tracks, or the error's name
 */
async function tryOpen(devices, kinds, preferred) {
  try {
    const stream = await devices.getUserMedia(constraints(kinds, preferred));
    return stream.getTracks();
  } catch (error) {
    return errorName(error);
  }
}

/**
 * @param {Kind[]} kinds
 * @param {Preferences} preferred
 * @returns {MediaStreamConstraints}
 */
export function constraints(kinds, preferred) {
  const device = (/** @type {string|undefined} */ id) => (id ? { deviceId: { ideal: id } } : {});
  return {
    ...(kinds.includes('audio') && { audio: { echoCancellation: true, noiseSuppression: true, ...device(preferred.audioinput) } }),
    ...(kinds.includes('video') && {
      video: { width: { ideal: 1280 }, height: { ideal: 720 }, ...device(preferred.videoinput) },
    }),
  };
}

/**
 * Lets the user pick a screen or window.
 *
 * @returns {Promise<MediaStreamTrack|string>} the track, or the error's name
 */
export async function openScreen() {
  if (!canShareScreen()) return 'Insecure';
  try {
    const stream = await navigator.mediaDevices.getDisplayMedia({ video: true, audio: false });
    return stream.getVideoTracks()[0] ?? 'NotFoundError';
  } catch (error) {
    return errorName(error);
  }
}

export function canShareScreen() {
  return typeof navigator.mediaDevices?.getDisplayMedia === 'function';
}

/** @param {unknown} error */
export function errorName(error) {
  return error instanceof Error || error instanceof DOMException ? error.name : 'Error';
}

/** @returns {Preferences} */
export function preferences() {
  try {
    const stored = JSON.parse(localStorage.getItem(KEY) ?? '{}');
    return stored !== null && typeof stored === 'object' ? stored : {};
  } catch {
    return {};
  }
}

/**
 * @param {keyof Preferences} kind
 * @param {string} deviceId
 */
export function prefer(kind, deviceId) {
  try {
    localStorage.setItem(KEY, JSON.stringify({ ...preferences(), [kind]: deviceId }));
  } catch {
    // Storage is blocked: the choice holds for what is open now.
  }
}
