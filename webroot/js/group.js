import { RingwayError } from './errors.js';
import { Emitter } from './events.js';
import { decode, encode, senderOf } from './frames.js';
import { deliver } from './requests.js';
import { Roster } from './roster.js';
import { Timer } from './timer.js';

const RETRY_MS = 1_000;
/** A group that has a roster again has many members, who should not ask for it all at once. */
const BACK_MS = 5_000;
/** Until an incomplete roster is asked for again; doubled up to the longest. */
const COMPLETE_MS = 500;
const COMPLETE_MAX_MS = 5_000;

/**
 * What a group needs of the client.
 * @typedef {object} Port
 * @property {import('./requests.js').Requests['request']} request
 * @property {(cid: string) => 'present' | 'former' | undefined} isSelf
 * @property {() => string | null} cid
 * @property {import('./ringway.js').Platform} platform
 * @property {import('./events.js').Emitter<import('./ringway.js').RingwayEvents>['emit']} emit
 * @property {(group: Group) => void} gone
 */

/**
 * What a group needs of a `History`.
 * @typedef {object} Keeper
 * @property {(group: Group) => { epoch: string, offset: number } | undefined} since
 * @property {(result: any) => void} joined
 * @property {() => void} refused
 */

/** @param {string} code of a notice, such as `USER_JOINED` */
const eventOf = (code) => /** @type {'joined' | 'left' | 'disconnected' | 'updated' | 'suspected' | 'back'} */ (code.slice(5).toLowerCase());

/**
 * One group this connection wants to be in: keeps its roster current, and joins again after a break.
 * @extends {Emitter<import('./ringway.js').GroupEvents>}
 */
export class Group extends Emitter {
  /** @type {'joining' | 'joined' | 'left'} */
  #state = 'joining';
  #port;
  #roster;
  /** @type {Record<string, any>} what was asked for last, by `meta` and `suspects` */
  #wish = {};
  /** @type {Record<string, any>} what the server has taken of that: all that is asked for after a break */
  #held = {};
  /** How many that ask for it have no answer yet. */
  #wishing = 0;
  /** @type {Keeper | undefined} */
  history;
  /** @type {Promise<unknown> | undefined} of the last join, however that ends */
  entered;
  /** @type {object | undefined} the question for the roster that has no answer yet; one of before a break says nothing after it */
  #asking;
  /** How many requests to leave have no answer yet. */
  #leaving = 0;
  #completeMs = COMPLETE_MS;
  #timer;

  /**
   * @param {string} name
   * @param {Port} port
   */
  constructor(name, port) {
    super(port.platform.reportError);
    this.name = name;
    this.#port = port;
    this.#timer = new Timer(port.platform);
    this.#roster = new Roster(port.isSelf);
  }

  /** @returns {import('./ringway.js').Group['state']} */
  get state() {
    return this.#leaving && this.#state !== 'left' ? 'leaving' : this.#state;
  }

  get members() {
    return this.#roster.members;
  }

  get partial() {
    return !!this.#roster.number;
  }

  get size() {
    return this.#roster.number || this.members.size;
  }

  /**
   * @param {any} content
   * @param {import('./ringway.js').Shown} [notification]
   */
  publish(content, notification) {
    return deliver(this.#port.request, 'publish', { group: this.name }, content, notification);
  }

  /** @param {any} meta */
  async update(meta = null) {
    const { version } = await this.#say('update', { meta });
    this.#settle(this.#roster.updatedSelf(version, this.#port.cid() ?? '', meta));
  }

  /** @param {{ meta?: any, suspects?: boolean, history?: Keeper }} options */
  async join({ meta = this.#wish.meta, suspects = this.#wish.suspects, history = this.history }) {
    /** Where the app wants all messages: takes the place of `tell`, and puts them into order. */
    this.history = history;
    try {
      const result = await this.#say('join', { meta, suspects }, this.#since());
      if (this.#state === 'joining') this.#state = 'joined';
      this.#apply(result);
    } catch (error) {
      if (this.#state === 'joining') this.#close();
      else this.history?.refused();
      throw error;
    }
    return this;
  }

  async leave() {
    if (this.#state === 'left') return;
    this.#leaving++;
    try {
      await this.#port.request('leave', { group: this.name }, true);
    } catch (error) {
      if (/** @type {import('./errors.js').RingwayError} */ (error).code !== 'not_joined') {
        this.#leaving--;
        // A roster that came meanwhile was not taken.
        if (this.state === 'joined') this.#ask('members');
        throw error;
      }
    }
    this.#close();
  }

  /** The connection broke: numbers start anew. */
  interrupt() {
    this.#asking = undefined;
    this.#timer.stop();
    this.#roster.interrupt();
  }

  /** The connection is back. What is being joined or left anyway is asked for by its own request. */
  rejoin() {
    this.interrupt();
    if (this.state === 'joined') this.#ask('join');
  }

  /** The client was closed. */
  end() {
    this.interrupt();
    this.#close();
  }

  /** @param {import('./frames.js').Frame} frame */
  notice(frame) {
    const { standing, changes } = this.#roster.notice(frame);
    this.#tell(changes);
    if (frame.type === 'count' && standing !== 'stale') this.emit('count', this.size);
    this.#settle(standing);
  }

  /** @param {import('./frames.js').Frame} frame it is this group now */
  moved(frame) {
    const before = this.name;
    this.interrupt();
    this.name = frame.group;
    this.#state = 'joined';
    this.#roster = new Roster(this.#port.isSelf);
    this.#roster.returning = true;
    this.#apply(frame);
    this.emit('moved', before);
  }

  /** @param {import('./frames.js').Frame} frame a `message` or a `relay` */
  tell(frame) {
    const message = Object.freeze({ group: this.name, ...senderOf(frame), content: frame.content });
    const type = /** @type {'message' | 'relay'} */ (frame.type);
    this.emit(type, message);
    this.#port.emit(type, message);
  }

  /**
   * What is refused is wished for no more, unless it was asked for anew: once all is answered, what the server has taken is what is
   * wished for.
   * @param {string} type
   * @param {Record<string, any>} wish
   * @param {object} [more]
   */
  async #say(type, wish, more) {
    // As it is said now: the app may change its own later. JSON leaves out what is undefined.
    const said = decode(/** @type {string} */ (encode(/** @type {any} */ (wish))));
    Object.assign(this.#wish, said);
    this.#wishing++;
    try {
      const result = await this.#port.request(type, { group: this.name, ...said, ...more }, true);
      Object.assign(this.#held, said);
      return result;
    } finally {
      if (!--this.#wishing) this.#wish = { ...this.#held };
    }
  }

  #since() {
    return { since: this.history?.since(this) };
  }

  /** @param {import('./roster.js').Standing} standing */
  #settle(standing) {
    if (standing === 'out') this.#close();
    else if (standing === 'closed') this.#close(new RingwayError('group_closed'));
    else if (standing === 'behind') this.#ask('members');
    else if (standing === 'back') this.#later(BACK_MS * this.#port.platform.random(), 'members');
  }

  /**
   * Asks for the roster until it is there; a break makes it pointless, a refusal ends the membership.
   * @param {'join' | 'members'} type
   */
  async #ask(type) {
    if (this.#asking) return;
    const asking = (this.#asking = {});
    const next = await this.#port.request(type, { group: this.name, ...(type === 'join' && { ...this.#held, ...this.#since() }) }).then(
      // A roster without a version is what one sees who is not in the group.
      (result) => () => (result.version === undefined ? this.#ask('join') : this.#apply(result)),
      (error) => () => this.#refused(error, type),
    );
    if (asking !== this.#asking) return;
    this.#asking = undefined;
    if (this.state === 'joined') next();
  }

  /**
   * @param {import('./errors.js').RingwayError} error
   * @param {'join' | 'members'} type
   */
  #refused(error, type) {
    if (error.temporary) this.#later(error.retryAfterMs ?? RETRY_MS, type);
    else if (type === 'members' && error.code === 'not_joined') this.#ask('join');
    else this.#close(error);
  }

  /**
   * @param {number} ms
   * @param {'join' | 'members'} type
   */
  #later(ms, type) {
    this.#timer.start(ms, () => this.#ask(type));
  }

  /** @param {import('./frames.js').Frame} result */
  #apply(result) {
    const roster = this.#roster;
    this.history?.joined(result);
    this.#tell(roster.snapshot(/** @type {any} */ (result)));
    if (result.complete === false) {
      this.#later(this.#completeMs, 'members');
      this.#completeMs = Math.min(COMPLETE_MAX_MS, this.#completeMs * 2);
      return;
    }
    this.#completeMs = COMPLETE_MS;
    if (!roster.returning) return;
    roster.returning = false;
    this.emit('synced', this);
  }

  /** @param {import('./roster.js').Change[]} changes */
  #tell(changes) {
    for (const change of changes) {
      this.emit(eventOf(change.code), change.member);
      this.#port.emit('presence', { group: this.name, ...change });
    }
  }

  /** @param {import('./errors.js').RingwayError} [error] */
  #close(error) {
    if (this.#state === 'left') return;
    this.#state = 'left';
    this.#timer.stop();
    this.#port.gone(this);
    this.emit('closed', error ? { error } : {});
  }
}
