/** This side's camera and microphone: one stream, whose tracks are opened and closed as they are wanted. */
import { Emitter } from '../emitter.js';
import { openMedia, prefer } from '../media.js';
import { mediaErrorWords } from '../words.js';

/**
 * @import { Kind, Preferences } from '../media.js'
 * @import { Room } from '../../js/room.js'
 */

/** @extends {Emitter<{ changed: void, problem: string, lost: string }>} `lost`: a device has ended by itself, in words */
export class Studio extends Emitter {
  stream = new MediaStream();
  /** @type {Record<Kind, boolean>} what is wanted */
  wanted = { audio: true, video: true };
  /** @type {Room | null} the room it is shown in */
  room = null;
  /** Kinds that ended by themselves while they were on: another device that is chosen goes on in their place. @type {Set<Kind>} */
  #lost = new Set();
  #queue = Promise.resolve();

  /** @param {Kind} kind */
  isOn(kind) {
    const track = this.track(kind);
    return track?.readyState === 'live' && this.wanted[kind];
  }

  /** @param {Kind} kind */
  track(kind) {
    return this.stream.getTracks().find((track) => track.kind === kind);
  }

  /** Opens both, or what there is of them. */
  open() {
    return this.#next(async () => {
      const { tracks, problems } = await openMedia({ audio: !this.track('audio'), video: !this.track('video') });
      for (const track of tracks) this.stream.addTrack(this.#watched(await modest(track)));
      for (const kind of /** @type {Kind[]} */ (['audio', 'video'])) {
        if (problems[kind]) this.wanted[kind] = false;
      }
      const problem = problems.video ?? problems.audio;
      if (problem) this.emit('problem', mediaErrorWords(problems.video ? 'video' : 'audio', problem));
    });
  }

  /** A microphone is silenced; a camera is closed, so that its light goes out. @param {Kind} kind */
  toggle(kind) {
    return this.#next(() => this.#turn(kind, !this.isOn(kind)));
  }

  /** Another device was chosen. @param {keyof Preferences} device @param {string} id */
  choose(device, id) {
    prefer(device, id);
    const kind = device === 'audioinput' ? 'audio' : device === 'videoinput' ? 'video' : null;
    return this.#next(async () => {
      if (kind && this.#lost.has(kind)) await this.#turn(kind, true);
      else if (kind && this.isOn(kind)) await this.#reopen(kind);
    });
  }

  /** Everything is closed. */
  close() {
    return this.#next(async () => {
      for (const track of this.stream.getTracks()) track.stop();
      this.stream = new MediaStream();
    });
  }

  /** @param {Room} room */
  enter(room) {
    this.room = room;
    this.#show();
  }

  /** @param {Kind} kind @param {boolean} on */
  async #turn(kind, on) {
    this.wanted[kind] = on;
    this.#lost.delete(kind);
    if (on && this.track(kind)?.readyState !== 'live') await this.#reopen(kind);
    this.#tell(kind);
    if (!on && kind === 'video') this.track('video')?.stop();
  }

  /** @param {Kind} kind */
  async #reopen(kind) {
    const old = this.track(kind);
    const { tracks, problems } = await openMedia({ audio: kind === 'audio', video: kind === 'video' });
    const [track] = await Promise.all(tracks.map(modest));
    if (!track) {
      this.wanted[kind] = false;
      this.emit('problem', mediaErrorWords(kind, problems[kind] ?? 'Error'));
      return;
    }
    this.#watched(track);
    if (!old) return this.#grow(track);
    if (this.room?.streams.some((own) => own.stream === this.stream)) await this.room.replaceTrack(old, track);
    else {
      this.stream.removeTrack(old);
      this.stream.addTrack(track);
    }
    old.stop();
  }

  /** Told where it ends by itself: unplugged, or not allowed any more. What is stopped here ends silently. @param {MediaStreamTrack} track */
  #watched(track) {
    track.addEventListener('ended', () => void this.#next(async () => this.#gone(track)));
    return track;
  }

  /** @param {MediaStreamTrack} track */
  #gone(track) {
    const kind = /** @type {Kind} */ (track.kind);
    // One that was replaced meanwhile is not missed, nor one that is off.
    if (this.track(kind) !== track || !this.wanted[kind]) return;
    this.wanted[kind] = false;
    this.#lost.add(kind);
    this.#tell(kind);
    this.emit('lost', mediaErrorWords(kind, 'Ended'));
  }

  /** A kind that was never there makes another stream of it. @param {MediaStreamTrack} track */
  #grow(track) {
    const old = this.stream;
    this.stream = new MediaStream([...old.getTracks(), track]);
    this.room?.removeStream(old);
    this.#show();
  }

  #show() {
    if (this.room && this.stream.getTracks().length > 0) this.room.addStream(this.stream, { role: 'camera' });
    this.#tell('audio');
    this.#tell('video');
  }

  /** @param {Kind} kind */
  #tell(kind) {
    const track = this.track(kind);
    if (track) track.enabled = this.wanted[kind];
    if (this.wanted[kind]) this.room?.unmute(kind);
    else this.room?.mute(kind);
  }

  /** One after the other: a second press waits for the first. @param {() => Promise<void>} step */
  #next(step) {
    this.#queue = this.#queue.then(step).catch(reportError).then(() => this.emit('changed', undefined));
    return this.#queue;
  }
}

/**
 * Everybody sends to everybody: a picture that fills a tile is enough, and seven of a large one are more than a laptop bears.
 *
 * @param {MediaStreamTrack} track
 */
async function modest(track) {
  if (track.kind === 'video') await track.applyConstraints({ width: { ideal: 640 }, height: { ideal: 360 }, frameRate: { ideal: 24 } }).catch(() => {});
  return track;
}
