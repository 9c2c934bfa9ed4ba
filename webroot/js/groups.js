import { RingwayError } from './errors.js';
import { Group } from './group.js';
import { memberOf } from './roster.js';

/** The groups this connection is in, by name; their frames find them here. */
export class Groups {
  /** @type {Map<string, Group>} */
  #groups = new Map();
  #port;

  /**
   * @param {Omit<import('./group.js').Port, 'gone'> & {
   *   emit: import('./events.js').Emitter<import('./ringway.js').RingwayEvents>['emit'],
   * }} port
   */
  constructor(port) {
    this.#port = { ...port, gone: (/** @type {Group} */ group) => this.get(group.name) === group && this.#groups.delete(group.name) };
  }

  get all() {
    return [...this.#groups.values()];
  }

  /** @param {string} name */
  get(name) {
    return this.#groups.get(name);
  }

  /**
   * @param {string} name
   * @param {Parameters<Group['join']>[0]} options
   * @returns {Promise<Group>}
   */
  async join(name, options) {
    const known = this.get(name);
    if (known?.state === 'joining') {
      await known.entered;
      return this.join(name, options);
    }
    // A group on its way out is joined as a new one, behind the leave.
    const group = known?.state === 'joined' ? known : new Group(name, this.#port);
    this.#groups.set(name, group);
    const joining = group.join(options);
    group.entered = joining.catch(() => {});
    return joining;
  }

  /** @param {string} name */
  joined(name) {
    const group = this.get(name);
    if (!group) throw new RingwayError('not_joined');
    return group;
  }

  /**
   * @param {string} name
   * @returns {Promise<import('./ringway.js').Member[]>}
   */
  async members(name) {
    const { members } = await this.#port.request('members', { group: name }, true);
    return members.map(memberOf);
  }

  /** @param {{ prefix?: string, limit?: number, after?: string }} query */
  async page(query) {
    const { groups, next } = await this.#port.request('groups', query, true);
    return { groups, ...(next && { next }) };
  }

  /**
   * The backend has taken this connection out of one group and into another: the object goes along.
   * @param {import('./frames.js').Frame} frame
   */
  moved(frame) {
    const { from, group: name } = frame;
    const group = this.get(from) ?? new Group(name, this.#port);
    this.#groups.delete(from);
    this.#groups.set(name, group);
    group.moved(frame);
    this.#port.emit('moved', { group, from });
  }

  /** @param {import('./frames.js').Frame} frame */
  notice(frame) {
    this.get(frame.group)?.notice(frame);
  }

  /** @param {import('./frames.js').Frame} frame a `message` or a `relay` */
  message(frame) {
    this.get(frame.group)?.tell(frame);
  }

  /** @param {import('./frames.js').Frame} frame a `gap`; one with a position is for who follows the group's history */
  gap(frame) {
    const group = this.get(frame.group);
    if (!frame.position) group?.emit('gap', group);
  }
}
