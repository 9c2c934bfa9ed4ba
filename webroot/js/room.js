import { Room } from './room/room.js';
import { Ringway } from './ringway.js';

export * from './ringway.js';

/** @type {WeakMap<object, Room[]>} the rooms of each client */
const rooms = new WeakMap();

/**
 * Loading this module gives every client its rooms: they are no part of the shim's own bundle, since most apps have none.
 * @this {Ringway}
 * @param {string} name
 * @param {import('./room.js').RoomOptions} [options]
 */
Ringway.prototype.room = function room(name, options) {
  const known = rooms.get(this) ?? [];
  const open = known.find((room) => room.name === name && room.state !== 'left');
  if (open) return open;
  const fresh = new Room(this, name, options);
  // One that was left may be joined again, until another has its name.
  rooms.set(this, [...known.filter((room) => room.name !== name), fresh]);
  return fresh;
};
