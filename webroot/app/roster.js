/** Who is in a group: connections in, people out. No DOM. */
import { displayName } from './names.js';

/**
 * @typedef {'available'|'away'|'busy'} Status
 * @typedef {{cid: string, userId: string, meta: unknown}} Member
 * @typedef {{userId: string, name: string, status: Status, cids: string[], self: boolean, lost: boolean}} Person
 *   lost: no connection of theirs is up at this moment, and one may come back
 */

/** @type {Record<Status, string>} */
export const STATUS_WORDS = { available: 'Available', away: 'Away', busy: 'Busy' };

const STATUS_ORDER = /** @type {Status[]} */ (['available', 'busy', 'away']);

/**
 * @param {unknown} meta
 * @returns {Status}
 */
export function statusOf(meta) {
  const status = meta !== null && typeof meta === 'object' && 'status' in meta ? meta.status : undefined;
  return status === 'away' || status === 'busy' ? status : 'available';
}

/**
 * The people behind the members: one entry a user, however many tabs. Oneself first, then who is available, by name.
 *
 * @param {Iterable<Member>} members
 * @param {string} selfId
 * @param {ReadonlySet<string>} [lost] cids whose connection is lost and may come back
 * @returns {Person[]}
 */
export function peopleOf(members, selfId, lost = new Set()) {
  /** @type {Map<string, Person>} */
  const people = new Map();
  for (const { cid, userId, meta } of members) {
    const known = people.get(userId);
    if (known) {
      known.cids.push(cid);
      known.status = better(known.status, statusOf(meta));
      known.lost &&= lost.has(cid);
    } else {
      const self = userId === selfId;
      const name = displayName(userId, meta);
      people.set(userId, { userId, name, status: statusOf(meta), cids: [cid], self, lost: lost.has(cid) });
    }
  }
  return [...people.values()].sort(byPlace);
}

/** @param {Status} a @param {Status} b */
function better(a, b) {
  return STATUS_ORDER.indexOf(a) <= STATUS_ORDER.indexOf(b) ? a : b;
}

/** @param {Person} a @param {Person} b */
function byPlace(a, b) {
  return (
    Number(b.self) - Number(a.self) ||
    STATUS_ORDER.indexOf(a.status) - STATUS_ORDER.indexOf(b.status) ||
    a.name.localeCompare(b.name) ||
    (a.userId < b.userId ? -1 : 1)
  );
}
