/**
 * The state of a group: keys with JSON values that its members and the app's backend set, told to every member. A module of its
 * own: the shim does without it.
 *
 *     const state = await State.of(ringway, group);
 *     state.on('change', ({ key, value }) => show(key, value));
 *     await state.set('topic', 'Tea');
 *     await state.set('hand:' + ringway.cid, true, { session: true });   // gone when this connection is
 */
import { Emitter } from './events.js';

const RETRY_MS = 1_000;

/**
 * @typedef {import('./state.js').StateValue} StateValue
 * @typedef {{ key: string, value: any, version: number, expires_at: number, cid?: string, deleted?: boolean }} Wire
 */

/** @extends {Emitter<import('./state.js').StateEvents>} */
export class State extends Emitter {
  /** @type {Map<string, StateValue>} */
  entries = new Map();
  #ringway;
  #group;
  #pause;
  /** The name of the group that was asked last. */
  #of = '';
  /** Counts the questions: an answer to an earlier one says nothing any more. */
  #asked = 0;
  #stops;

  /**
   * @param {import('./ringway.js').Ringway} ringway
   * @param {import('./ringway.js').Group} group that was joined
   * @param {(ms: number) => Promise<unknown>} [pause] how to wait, replaced in tests
   */
  constructor(ringway, group, pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms))) {
    super((error) => reportError(error));
    this.#ringway = ringway;
    this.#group = group;
    this.#pause = pause;
    this.#stops = [
      ringway.on('frame', (frame) => this.#frame(frame)),
      group.on('synced', () => this.#again()),
      // Where the roster was complete at once, `synced` came before.
      group.on('moved', () => this.#of !== group.name && this.#again()),
      group.on('closed', () => this.close()),
    ];
  }

  /**
   * @param {import('./ringway.js').Ringway} ringway
   * @param {import('./ringway.js').Group} group
   */
  static async of(ringway, group) {
    const state = new State(ringway, group);
    try {
      await state.read();
    } catch (error) {
      state.close();
      throw error;
    }
    return state;
  }

  /** Reads all of it, and follows it from there. */
  async read() {
    const asked = ++this.#asked;
    this.#of = this.#group.name;
    const { state } = await this.#ringway.ask('state', { group: this.#of });
    if (asked === this.#asked) this.#replace(state);
  }

  /** @param {string} key */
  get(key) {
    return this.entries.get(key)?.value;
  }

  /**
   * @param {string} key
   * @param {any} value
   * @param {{ ttl?: number, session?: boolean }} [options]
   * @returns {Promise<number>}
   */
  async set(key, value, { ttl, session } = {}) {
    const fields = { group: this.#group.name, key, value: value ?? null, ttl_s: ttl, session };
    return (await this.#ringway.ask('state_set', fields)).version;
  }

  /** @param {string} key */
  async delete(key) {
    await this.#ringway.ask('state_delete', { group: this.#group.name, key });
  }

  close() {
    this.#asked++;
    for (const stop of this.#stops) stop();
  }

  /** Something may have been missed. */
  async #again() {
    try {
      await this.read();
    } catch (error) {
      const { temporary, retryAfterMs = RETRY_MS } = /** @type {import('./ringway.js').RingwayError} */ (error);
      const asked = this.#asked;
      if (!temporary) return;
      await this.#pause(retryAfterMs);
      if (asked === this.#asked) await this.#again();
    }
  }

  /** @param {import('./frames.js').Frame} frame */
  #frame(frame) {
    if (frame.group !== this.#group.name) return;
    if (frame.type === 'states') this.#replace(frame.state);
    else if (frame.type === 'state') this.#take(/** @type {any} */ (frame));
  }

  /** @param {Wire[]} wires everything there is */
  #replace(wires) {
    const now = new Set(wires.map(({ key }) => key));
    for (const key of [...this.entries.keys()]) if (!now.has(key)) this.#remove(key);
    for (const wire of wires) this.#take(wire);
  }

  /** @param {Wire} wire */
  #take({ key, value, version, expires_at, cid, deleted }) {
    if (deleted) return this.#remove(key);
    const before = this.entries.get(key);
    this.entries.set(key, Object.freeze({ value, version, expiresAt: expires_at, cid: cid ?? null }));
    if (before?.version !== version || JSON.stringify(before.value) !== JSON.stringify(value)) {
      this.emit('change', Object.freeze({ key, value, before: before?.value }));
    }
  }

  /** @param {string} key */
  #remove(key) {
    const before = this.entries.get(key);
    if (this.entries.delete(key)) this.emit('change', Object.freeze({ key, value: undefined, before: before?.value }));
  }
}
