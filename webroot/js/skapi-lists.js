/**
 * skapi-js's lists of users and groups. Not part of the bundle: the shim loads it when an app first asks for one.
 */
import { Pager } from './pager.js';
import { compare, searchOf } from './search.js';

/** The largest page the server gives. */
const PAGE = 1_000;

/** The lists of one client, with where each of them was left off. */
export class Lists {
  #users = new Pager();
  #groups = new Pager();
  #client;
  /** @type {typeof import('./errors.js').check} */
  #check;

  /**
   * @param {import('./client.js').Client} client
   * @param {import('./search.js').Check} check the shim's own: an app sees one class of errors
   */
  constructor(client, check) {
    this.#client = client;
    this.#check = check;
  }

  /**
   * @param {string} group
   * @param {string | undefined} user where others are left out
   * @param {import('./ringway.js').FetchOptions} [options]
   */
  async users(group, user, options) {
    this.#checkPage(options);
    const order = (/** @type {any} */ one, /** @type {any} */ other) => compare(one.cid, `${other.cid}`);
    const rows = (await this.#allMembers(group))
      .filter(({ user_id }) => user === undefined || user_id === user)
      .map(({ user_id, cid }) => ({ user_id, cid: `cid:${cid}` }))
      .sort(order);
    return this.#users.page(JSON.stringify([group, user]), rows, ({ cid }) => ({ cid }), order, options);
  }

  /**
   * @param {import('./ringway.js').GroupSearch | null | undefined} wanted
   * @param {import('./ringway.js').FetchOptions} [options]
   */
  async groups(wanted, options) {
    this.#checkPage(options);
    const search = searchOf(wanted, this.#check);
    const rows = (await this.#allGroups(search.prefix)).filter(search.matches).sort(search.order);
    const page = this.#groups.page(JSON.stringify(wanted ?? null), rows, (row) => ({ ...row }), search.order, options);
    return { ...page, list: page.list.map(({ group, members }) => ({ group, number_of_users: members })) };
  }

  /** @param {import('./ringway.js').FetchOptions} [options] */
  #checkPage({ limit = 1 } = {}) {
    this.#check(limit >= 1 && limit <= PAGE, 'limit');
  }

  /** @param {string} group */
  async #allMembers(group) {
    const all = [];
    for (let after; ; ) {
      const { members, next } = /** @type {any} */ (await this.#client.ask('members', { group, limit: PAGE, after }));
      all.push(...members);
      if (next === undefined) return all;
      after = next;
    }
  }

  /** @param {string} prefix */
  async #allGroups(prefix) {
    const all = [];
    for (let after; ; ) {
      /** @type {{ groups: { group: string, members: number }[], next?: string }} */
      const { groups, next } = await this.#client.groups({ prefix, limit: PAGE, after });
      all.push(...groups);
      if (next === undefined) return all;
      after = next;
    }
  }
}
