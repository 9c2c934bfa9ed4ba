/** What the room page's address says. */

/** A room's name fits its group's, which has a prefix. */
const MAX_ROOM = 100;

/** The room that the fragment names; empty where it names none. */
export function roomInAddress() {
  try {
    return roomName(decodeURIComponent(location.hash.slice(1)));
  } catch {
    return '';
  }
}

/** @param {string} text @returns {string} the name of a room, as far as it is one */
export function roomName(text) {
  return [...text.trim().replace(/\p{Cc}/gu, '')].slice(0, MAX_ROOM).join('');
}

/** @param {string} room */
export function addressOf(room) {
  const url = new URL(location.href);
  url.hash = encodeURIComponent(room);
  return url.href;
}

/** A publishable key, where the page comes with one. */
export function keyInAddress() {
  return new URLSearchParams(location.search).get('key') ?? undefined;
}
