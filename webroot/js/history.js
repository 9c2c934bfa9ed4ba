/**
 * A group's messages, all of them, where the server keeps them: those missed while away come before the later ones, each
 * once, by `group.on('message')` like any other. A module of its own: the shim does without it.
 *
 *     const history = new History(ringway);
 *     history.on('gap', () => reload());
 *     const group = await ringway.join('log:1', { history });
 *     const { messages, more } = await history.page({ limit: 20 });
 */
import { Emitter } from './events.js';
import { senderOf } from './frames.js';

const RETRY_MS = 1_000;

/**
 * @typedef {import('./frames.js').Frame} Frame
 * @typedef {{ epoch: string, offset: number }} Position
 * @typedef {import('./ringway.js').GroupMessage & { offset: number, at: number }} KeptMessage `at`: milliseconds since 1970
 */

/**
 * For one group. Tells `gap`, with the position after it, where messages may be missing that nobody can give any more.
 * @extends {Emitter<{ gap: Position }>}
 */
export class History extends Emitter {
  #ringway;
  #pause;
  /** @type {Position | undefined} */
  #position;
  /** @type {import('./group.js').Group | undefined} */
  #group;
  /** @type {(frame: Frame) => void} tells the app, as the group does by itself */
  #tell = () => {};
  /** @type {Frame[] | undefined} what comes before it is known what was missed */
  #held;
  /** @type {{ frames: Frame[], position: Position } | undefined} told while a join was answered, and what was held before it */
  #gap;
  /** The join was answered without a position: the group kept nothing then. */
  #isPlain = false;

  /**
   * @param {import('./ringway.js').Ringway} ringway
   * @param {Position} [since] a `position` of an earlier visit: what came after it is told too
   * @param {(ms: number) => Promise<unknown>} [pause] how to wait, replaced in tests
   */
  constructor(ringway, since, pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms))) {
    super((error) => reportError(error));
    this.#ringway = ringway;
    this.#position = since;
    this.#pause = pause;
    ringway.on('frame', (frame) => {
      if (frame.type === 'gap' && frame.position && frame.group === this.#group?.name) this.#skip(frame.position);
    });
  }

  /** Up to where the group's messages were told; keep it to go on from there at the next visit. */
  get position() {
    return this.#position && { ...this.#position };
  }

  /**
   * Messages in ascending order: the latest, or the last ones before an offset, or the first ones after one.
   * @param {{ before?: number, after?: number, limit?: number }} [query] `limit` 1 to 100, else 50
   * @returns {Promise<{ messages: KeptMessage[], more: boolean }>}
   */
  async page({ before, after, limit } = {}) {
    const group = this.#name();
    const page = await this.#ringway.ask('history', { group, before, after, limit });
    const kept = (/** @type {Frame} */ frame) =>
      Object.freeze({ group, ...senderOf(frame), content: contentOf(frame.content), offset: frame.offset, at: frame.at });
    return { messages: page.messages.map(kept), more: page.more };
  }

  /**
   * Publishes once, whatever becomes of the connection meanwhile: again where it is not known whether it was.
   * @param {import('./ringway.js').Content} content
   * @returns {Promise<{ delivered: number, offset?: number }>}
   */
  async publish(content) {
    const idempotency_key = key();
    for (;;) {
      try {
        const { delivered, offset } = await this.#ringway.ask('publish', { group: this.#name(), content: content ?? null, idempotency_key });
        // A result comes in its place among the messages.
        if (this.#position && offset === this.#position.offset + 1) this.#position.offset = offset;
        return { delivered, ...(offset && { offset }) };
      } catch (error) {
        const { code, retryAfterMs = RETRY_MS } = /** @type {import('./ringway.js').RingwayError} */ (error);
        if (code !== 'connection_lost' && code !== 'unavailable') throw error;
        await this.#pause(retryAfterMs);
      }
    }
  }

  #name() {
    if (!this.#group) throw new Error('join a group with it first');
    return this.#group.name;
  }

  // What follows is for the shim alone.

  /**
   * The group is about to be joined: what comes until it is waits.
   * @param {import('./group.js').Group} group
   */
  since(group) {
    if (this.#group !== group) {
      this.#group = group;
      this.#tell = group.tell.bind(group);
      group.tell = (frame) => this.#order(frame);
    }
    this.#held ??= [];
    this.#isPlain = false;
    return this.#position;
  }

  /** @param {Frame} result of a join, or of a question for the roster */
  joined({ position, recovered, messages = [] }) {
    const held = this.#held;
    // Without a position it is a roster, or a group that keeps nothing.
    this.#isPlain = !position;
    if (!position || !held) return;
    const before = this.#gap?.frames ?? [];
    this.#gap = undefined;
    if (!recovered) for (const frame of before) this.#take(frame);
    if (recovered === false) this.emit('gap', position);
    const all = recovered ? [...messages, ...held] : held;
    if (!recovered) this.#position = undefined;
    this.#release(all.sort((a, b) => a.offset - b.offset));
    if (!this.#position || this.#position.offset < position.offset) this.#position = position;
    else this.#position.epoch = position.epoch;
  }

  /** The join was refused and the group is as it was: what waited for it is told. */
  refused() {
    const held = this.#held ?? [];
    const gap = this.#gap;
    this.#gap = undefined;
    for (const frame of gap?.frames ?? []) this.#take(frame);
    this.#held = undefined;
    if (gap) this.#skip(gap.position);
    this.#release(held);
  }

  /** @param {Frame} frame a `message` or a `relay` */
  #order(frame) {
    if (frame.type !== 'message' || !frame.offset) this.#tell(frame);
    else if (this.#held) this.#held.push(frame);
    else this.#take(frame);
  }

  /** @param {Frame[]} frames */
  #release(frames) {
    this.#held = undefined;
    for (const frame of frames) this.#take(frame);
  }

  /** @param {Frame} frame */
  #take(frame) {
    const { offset } = frame;
    if (this.#position && offset <= this.#position.offset) return;
    this.#position = { epoch: this.#position?.epoch ?? '', offset };
    this.#tell({ ...frame, type: 'message', content: frame.at ? contentOf(frame.content) : frame.content });
  }

  /** @param {Position} position */
  #skip(position) {
    if (this.#held && !this.#isPlain) {
      // The answer to the join tells of it. Offsets of two epochs must not be put in one order.
      this.#gap = { frames: [...(this.#gap?.frames ?? []), ...this.#held.splice(0)], position };
      return;
    }
    const held = this.#held ?? [];
    this.#position = position;
    this.emit('gap', position);
    this.#release(held);
  }
}

/**
 * What was sent as bytes comes in JSON where it was kept.
 * @param {any} content
 */
function contentOf(content) {
  const base64 = content?.$binary;
  return typeof base64 === 'string' ? Uint8Array.from(atob(base64), (c) => c.charCodeAt(0)) : content;
}

const key = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
