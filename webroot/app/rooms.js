/**
 * What the lobby knows: joined groups with their members and what was said, direct conversations, and the list of groups
 * of the gateway. Told by the gateway's events, watched by the views. No DOM, no network.
 */
import { Emitter } from './emitter.js';
import { displayName } from './names.js';
import { peopleOf } from './roster.js';

/** @import { Member } from './roster.js' */

/**
 * @typedef {'sending'|'sent'|'failed'} Delivery
 * @typedef {{kind: 'message', id: number, at: number, mine: boolean, userId: string, name: string, text: string,
 *   delivery?: Delivery, delivered?: number, problem?: string}} Message
 * @typedef {{kind: 'event', id: number, at: number, text: string}} Happening
 * @typedef {Message | Happening} Entry
 * @typedef {{kind: 'group'|'direct', id: string, name: string, log: Entry[], unread: number,
 *   members: Map<string, Member>, lost: Set<string>}} Room
 *   id: the group's name, or the other's user id; members: by cid, empty for a direct conversation; lost: cids of members
 *   whose connection is lost and may come back
 * @typedef {{code: string, group: string, member: Member}} Notice
 * @typedef {{groups: null, people: Room, log: Room, current: Room|null}} RoomTopics
 */

/** Entries kept in a conversation; the oldest go first. */
const KEPT = 400;

/** @extends {Emitter<RoomTopics>} */
export class Rooms extends Emitter {
  /** @type {Map<string, Room>} by name */
  groups = new Map();
  /** @type {Map<string, Room>} by the other's user id */
  directs = new Map();
  /** @type {{group: string, members: number}[]} the gateway's list, as last asked for */
  listing = [];
  /** @type {Room|null} */
  current = null;

  /** @type {Map<string, string>} names of everybody met, by user id */
  #names = new Map();
  #nextId = 1;

  /**
   * @param {string} selfId
   * @param {() => number} [now] milliseconds since 1970
   */
  constructor(selfId, now = Date.now) {
    super();
    this.selfId = selfId;
    this.now = now;
  }

  /**
   * A group was joined, or joined again after a lost connection: this is its roster now.
   *
   * @param {string} name
   * @param {Member[]} members
   */
  joined(name, members) {
    const room = this.groups.get(name) ?? newRoom('group', name, name);
    room.members = new Map(members.map((member) => [member.cid, member]));
    room.lost.clear();
    members.forEach((member) => this.#learn(member.userId, member.meta));
    this.groups.set(name, room);
    this.emit('people', room);
    this.emit('groups', null);
    return room;
  }

  /** @param {string} name */
  left(name) {
    const room = this.groups.get(name);
    if (!room) return;
    this.groups.delete(name);
    this.listing = this.listing
      .map((row) => (row.group === name ? { group: name, members: row.members - 1 } : row))
      .filter((row) => row.members > 0);
    if (this.current === room) this.open(this.groups.values().next().value ?? null);
    this.emit('groups', null);
  }

  /** @param {{group: string, members: number}[]} rows */
  listed(rows) {
    if (sameRows(rows, this.listing)) return;
    this.listing = rows;
    this.emit('groups', null);
  }

  /** @param {Notice} notice */
  noticed({ code, group, member }) {
    const room = this.groups.get(group);
    if (!room) return;
    const { userId } = member;
    room.lost.delete(member.cid);
    const known = hasUser(room, userId);
    const before = this.nameOf(userId);
    if (code === 'USER_LEFT' || code === 'USER_DISCONNECTED') {
      room.members.delete(member.cid);
    } else if (code === 'USER_SUSPECTED') {
      room.lost.add(member.cid);
    } else if (code !== 'USER_BACK') {
      room.members.set(member.cid, member);
      this.#learn(userId, member.meta);
    }
    const name = this.nameOf(userId);
    if (userId !== this.selfId) this.#tell(room, happening(code, known, hasUser(room, userId), before, name));
    this.emit('people', room);
    this.emit('groups', null);
  }

  /**
   * The room for a conversation with one person, made where there is none.
   *
   * @param {string} userId
   */
  direct(userId) {
    let room = this.directs.get(userId);
    if (!room) {
      room = newRoom('direct', userId, this.nameOf(userId));
      this.directs.set(userId, room);
      this.emit('groups', null);
    }
    return room;
  }

  /** @param {Room|null} room */
  open(room) {
    this.current = room;
    if (room) room.unread = 0;
    this.emit('current', room);
    this.emit('groups', null);
  }

  /**
   * Something was said by somebody else.
   *
   * @param {Room} room
   * @param {string} userId
   * @param {string} text
   * @param {boolean} seen whether it is on the screen at this moment
   */
  heard(room, userId, text, seen) {
    if (!seen) room.unread++;
    this.#append(room, { kind: 'message', ...this.#stamp(), mine: false, userId, name: this.nameOf(userId), text });
    this.emit('groups', null);
  }

  /**
   * Something is being said from here. The entry follows its way: change it with {@link delivery}.
   *
   * @param {Room} room
   * @param {string} text
   * @returns {Message}
   */
  said(room, text) {
    /** @type {Message} */
    const entry = { kind: 'message', ...this.#stamp(), mine: true, userId: this.selfId, name: 'You', text };
    entry.delivery = 'sending';
    this.#append(room, entry);
    return entry;
  }

  /**
   * @param {Room} room
   * @param {Message} entry
   * @param {Delivery} delivery
   * @param {{delivered?: number, problem?: string}} [more]
   */
  delivery(room, entry, delivery, more = {}) {
    Object.assign(entry, { delivery, ...more });
    this.emit('log', room);
  }

  /**
   * A line of what happened, such as a call.
   *
   * @param {Room} room
   * @param {string} text
   */
  happened(room, text) {
    this.#tell(room, text);
  }

  /** Messages may have been missed while there was no connection: that is said wherever one might look for them. */
  gap() {
    for (const room of [...this.groups.values(), ...this.directs.values()]) {
      this.#tell(room, 'The connection was lost for a while. Messages of that time may be missing.');
    }
  }

  /**
   * Of one group alone, while the connection goes on: a node of the server was lost, or was too slow.
   *
   * @param {string} name
   */
  groupGap(name) {
    const room = this.groups.get(name);
    if (room) this.#tell(room, 'A server was lost. Messages of the last seconds may be missing.');
  }

  /** @param {string} userId */
  nameOf(userId) {
    return this.#names.get(userId) ?? displayName(userId, null);
  }

  /** @param {Room} room */
  people(room) {
    return peopleOf(room.members.values(), this.selfId, room.lost);
  }

  /** How many messages wait to be read. */
  unread() {
    return [...this.groups.values(), ...this.directs.values()].reduce((sum, room) => sum + room.unread, 0);
  }

  /** The groups that are not joined, the largest first. */
  others() {
    return this.listing
      .filter((row) => !this.groups.has(row.group))
      .sort((a, b) => b.members - a.members || a.group.localeCompare(b.group));
  }

  /** @param {string} userId @param {unknown} meta */
  #learn(userId, meta) {
    if (meta === null || typeof meta !== 'object' || !('name' in meta)) return;
    const name = displayName(userId, meta);
    this.#names.set(userId, name);
    const direct = this.directs.get(userId);
    if (direct) direct.name = name;
  }

  /** @param {Room} room @param {string|null} text */
  #tell(room, text) {
    if (text) this.#append(room, { kind: 'event', ...this.#stamp(), text });
  }

  #stamp() {
    return { id: this.#nextId++, at: this.now() };
  }

  /** @param {Room} room @param {Entry} entry */
  #append(room, entry) {
    room.log.push(entry);
    if (room.log.length > KEPT) room.log.splice(0, room.log.length - KEPT);
    this.emit('log', room);
  }
}

/**
 * @param {'group'|'direct'} kind
 * @param {string} id
 * @param {string} name
 * @returns {Room}
 */
function newRoom(kind, id, name) {
  return { kind, id, name, log: [], unread: 0, members: new Map(), lost: new Set() };
}

/** @param {Room} room @param {string} userId */
function hasUser(room, userId) {
  return [...room.members.values()].some((member) => member.userId === userId);
}

/**
 * A notice in words, or null where nobody would care (a second tab, a change of status).
 *
 * @param {string} code
 * @param {boolean} before whether the user was in the group
 * @param {boolean} after
 * @param {string} oldName
 * @param {string} name
 */
function happening(code, before, after, oldName, name) {
  if (!before && after) return `${name} joined`;
  if (before && !after) return code === 'USER_DISCONNECTED' ? `${oldName} lost the connection` : `${oldName} left`;
  if (code === 'USER_UPDATED' && oldName !== name) return `${oldName} is now ${name}`;
  return null;
}

/**
 * @param {{group: string, members: number}[]} a
 * @param {{group: string, members: number}[]} b
 */
function sameRows(a, b) {
  return a.length === b.length && a.every((row, i) => row.group === b[i]?.group && row.members === b[i].members);
}

/**
 * Whether an entry goes on from the one before it: same sender, within three minutes.
 *
 * @param {Entry|undefined} previous
 * @param {Message} entry
 */
export function follows(previous, entry) {
  return previous?.kind === 'message' && previous.userId === entry.userId && entry.at - previous.at < 180_000;
}
