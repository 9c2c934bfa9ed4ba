import type { Call } from './ringway.js';

/**
 * Sends another track of a kind (screen for camera, say), or none; negotiates anew only where it has to. Rejects with
 * `call_closed` where the call is over, or has no peer connection yet.
 */
export function setTrack(call: Call, kind: 'audio' | 'video', track: MediaStreamTrack | null): Promise<void>;
