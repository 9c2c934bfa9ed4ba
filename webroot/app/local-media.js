/**
 * What this side of a call sends: microphone, camera, and a screen in the camera's place. Opens devices when they are
 * wanted, lets them go when they are not.
 */
import { Emitter } from './emitter.js';
import { canShareScreen, openMedia, openScreen } from './media.js';
import { fallbackWords, mediaErrorWords } from './words.js';

/** @import { Kind } from './media.js' */

/** @extends {Emitter<{change: null}>} */
export class LocalMedia extends Emitter {
  mic = false;
  camera = false;
  screen = false;
  /** What the user should know about their devices; empty where all is well. */
  problem = '';
  /** Kinds that ended by themselves while they were on: another device that is chosen goes on in their place. @type {Set<Kind>} */
  lost = new Set();
  /** What is sent. */
  stream = new MediaStream();

  /** @type {Map<Kind, MediaStreamTrack>} */
  #tracks = new Map();
  /** @type {MediaStreamTrack|null} the camera, kept while a screen is sent in its place */
  #parkedCamera = null;
  #closed = false;

  /** @param {(kind: Kind, track: MediaStreamTrack|null) => Promise<void>} send tells the call of another track, or none */
  constructor(send) {
    super();
    this.send = send;
  }

  get canShareScreen() {
    return canShareScreen();
  }

  /**
   * Opens the microphone, and the camera if wanted; goes on without what does not open.
   *
   * @param {boolean} video
   */
  async open(video) {
    const { tracks, problems } = await openMedia({ audio: true, video });
    if (this.#closed) return tracks.forEach((track) => track.stop());
    for (const track of tracks) this.#keep(/** @type {Kind} */ (track.kind), this.#watched(track));
    this.mic = this.#tracks.has('audio');
    this.camera = this.#tracks.has('video');
    this.warn(fallbackWords(problems));
  }

  async toggleMic() {
    const track = this.#tracks.get('audio');
    if (!track) return this.#turnOn('audio');
    track.enabled = !track.enabled;
    this.mic = track.enabled;
    this.emit('change', null);
  }

  /** Off means off: the camera is let go, and its light goes out. */
  async toggleCamera() {
    if (!this.camera) return this.#turnOn('video');
    this.#parkedCamera?.stop();
    this.#parkedCamera = null;
    if (!this.screen) await this.#replace('video', null);
    this.camera = false;
    this.emit('change', null);
  }

  async toggleScreen() {
    if (this.screen) return this.#endScreen();
    const track = await openScreen();
    if (typeof track === 'string') {
      // Closing the browser's picker is a choice, not a fault.
      if (track !== 'NotAllowedError') this.warn(mediaErrorWords('screen', track));
      return;
    }
    if (this.#closed) return track.stop();
    track.addEventListener('ended', () => this.screen && this.#endScreen());
    this.#parkedCamera = this.#tracks.get('video') ?? null;
    this.#tracks.delete('video');
    await this.#replace('video', track);
    this.screen = true;
    this.emit('change', null);
  }

  /**
   * Goes on with another camera or microphone, where that kind is on, or was until its device went.
   *
   * @param {Kind} kind
   */
  async useOther(kind) {
    if (this.lost.has(kind) || (kind === 'audio' ? this.#tracks.has('audio') : this.camera)) await this.#turnOn(kind);
  }

  /** @param {string} problem in words, empty where all is well again */
  warn(problem) {
    this.problem = problem;
    this.emit('change', null);
  }

  /** Lets every device go, for good. */
  close() {
    this.#closed = true;
    this.#parkedCamera?.stop();
    this.#tracks.forEach((track) => track.stop());
    this.mic = this.camera = this.screen = false;
  }

  /** @param {Kind} kind */
  async #turnOn(kind) {
    const { tracks, problems } = await openMedia({ audio: kind === 'audio', video: kind === 'video' });
    const track = tracks[0];
    if (!track) return this.warn(mediaErrorWords(kind, problems[kind] ?? ''));
    if (this.#closed) return track.stop();
    this.#watched(track);
    this.lost.delete(kind);
    if (kind === 'audio') this.mic = true;
    else this.camera = true;
    if (kind === 'video' && this.screen) {
      this.#parkedCamera?.stop();
      this.#parkedCamera = track;
    } else {
      await this.#replace(kind, track);
    }
    this.warn('');
  }

  /** Told where it ends by itself: unplugged, or not allowed any more. What is stopped here ends silently. @param {MediaStreamTrack} track */
  #watched(track) {
    track.addEventListener('ended', () => this.#gone(track));
    return track;
  }

  /** @param {MediaStreamTrack} track */
  async #gone(track) {
    const kind = /** @type {Kind} */ (track.kind);
    const isParked = track === this.#parkedCamera;
    // Of one that was replaced meanwhile nothing is sent, and one of a call that is over is nobody's.
    if (this.#closed || (!isParked && this.#tracks.get(kind) !== track)) return;
    const wasOn = kind === 'audio' ? this.mic : this.camera;
    if (kind === 'audio') this.mic = false;
    else this.camera = false;
    if (isParked) this.#parkedCamera = null;
    if (wasOn) this.lost.add(kind);
    this.warn(wasOn ? mediaErrorWords(kind, 'Ended') : this.problem);
    if (!isParked) await this.#replace(kind, null);
  }

  async #endScreen() {
    this.screen = false;
    const camera = this.#parkedCamera;
    this.#parkedCamera = null;
    await this.#replace('video', camera);
    this.emit('change', null);
  }

  /** @param {Kind} kind @param {MediaStreamTrack|null} track */
  async #replace(kind, track) {
    this.#keep(kind, track);
    await this.send(kind, track);
  }

  /** @param {Kind} kind @param {MediaStreamTrack|null} track */
  #keep(kind, track) {
    const old = this.#tracks.get(kind);
    this.stream.getTracks().forEach((one) => one.kind === kind && this.stream.removeTrack(one));
    if (old && old !== track) old.stop();
    if (track) {
      this.#tracks.set(kind, track);
      this.stream.addTrack(track);
    } else {
      this.#tracks.delete(kind);
    }
  }
}
