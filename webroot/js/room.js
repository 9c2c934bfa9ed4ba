import { Room } from './room/room.js';
import { Ringway } from './ringway.js';

export * from './ringway.js';

/** @type {WeakMap<object, Map<string, Room>>} the rooms of each client, by name */
const rooms = new WeakMap();

/**
 * Loading this module gives every client its rooms: they are no part of the shim's own bundle, since most apps have none.
 * @this {Ringway}
 * @param {string} name
 * @param {import('./room.js').RoomOptions} [options]
 */
Ringway.prototype.room = function room(name, options) {
  const known = rooms.get(this) ?? new Map();
  rooms.set(this, known);
  const open = known.get(name);
  if (open && open.state !== 'left') return open;
  const fresh = new Room(this, name, options);
  known.set(name, fresh);
  return fresh;
};
