/** Figures and times in words. */

const WHOLE = new Intl.NumberFormat('en');
const ONE_PLACE = new Intl.NumberFormat('en', { maximumFractionDigits: 1 });

/** @param {number} value */
export function count(value) {
  return WHOLE.format(value);
}

/** @param {number} perSecond */
export function rate(perSecond) {
  return perSecond < 100 ? ONE_PLACE.format(perSecond) : WHOLE.format(Math.round(perSecond));
}

/** @param {number} bytes */
export function size(bytes) {
  const mebibytes = bytes / 1_048_576;
  return mebibytes < 1_024 ? `${Math.round(mebibytes)} MiB` : `${ONE_PLACE.format(mebibytes / 1_024)} GiB`;
}

/**
 * The two largest units of a time that has passed.
 *
 * @param {number} milliseconds
 */
export function span(milliseconds) {
  const seconds = Math.floor(milliseconds / 1000);
  const [days, hours, minutes] = [Math.floor(seconds / 86_400), Math.floor(seconds / 3_600) % 24, Math.floor(seconds / 60) % 60];
  if (days) return `${days} d ${hours} h`;
  if (hours) return `${hours} h ${minutes} min`;
  return minutes ? `${minutes} min ${seconds % 60} s` : `${seconds} s`;
}

/**
 * How long ago something was, by its largest unit.
 *
 * @param {number} at milliseconds since 1970
 * @param {number} [now]
 */
export function ago(at, now = Date.now()) {
  const minutes = Math.floor((now - at) / 60_000);
  if (minutes < 1) return 'just now';
  if (minutes < 60) return `${minutes} min ago`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return `${hours} h ago`;
  return `${Math.floor(hours / 24)} d ago`;
}

/** @param {number} at milliseconds since 1970 */
export function clock(at) {
  const then = new Date(at);
  const time = then.toLocaleTimeString('en-GB');
  return then.toDateString() === new Date().toDateString() ? time : `${then.toLocaleDateString('en-GB')} ${time}`;
}

/** A node's id without its incarnation is long enough to tell it from others in its first eight digits. */
export function shortNode(/** @type {string} */ node) {
  return node.slice(0, 8);
}

/** @type {Record<string, string>} */
const SESSION_WORDS = {
  opened: 'Connected',
  parked: 'Lost the connection, waiting for it to come back',
  resumed: 'Came back',
  came: 'Taken over from another node',
  went: 'Went to another node',
  left: 'Said goodbye',
  disconnected: 'Gone',
  kicked: 'Ended by an operator or the app',
  banned: 'Banned',
  revoked: 'The token was taken back',
  expired: 'The token ran out',
};

/** @param {string} what */
export function sessionWords(what) {
  return SESSION_WORDS[what] ?? what;
}

/** @param {{outgoing: boolean, missed: boolean, other: string|null, reason: string, duration_ms: number}} call */
export function callWords(call) {
  const who = call.other ?? 'one connection';
  const direction = call.outgoing ? `Called ${who}` : call.missed ? `Missed a call from ${who}` : `Called by ${who}`;
  return call.duration_ms > 0 ? `${direction}, ${span(call.duration_ms)}` : `${direction}, ${call.reason.replaceAll('_', ' ')}`;
}

/** @param {unknown} refusal what asking has thrown */
export function refusalWords(refusal) {
  return refusal instanceof Error ? refusal.message : String(refusal);
}

/** @param {number} silent how many nodes did not answer */
export function silentWords(silent) {
  return silent === 1 ? '1 node does not answer: there may be more on it.' : `${silent} nodes do not answer: there may be more on them.`;
}

/**
 * How long a member without a connection stays in a group.
 *
 * @param {{ttl_ms: number, left_ms: number}} stay `ttl_ms` 0: until it leaves
 */
export function stayWords({ ttl_ms, left_ms }) {
  return ttl_ms === 0 ? 'stays until it is taken out' : `ends in ${span(left_ms)} unless heard of again (TTL ${span(ttl_ms)})`;
}

/**
 * Where a member without a connection is: a line for each group that is told, and one for those that are not.
 *
 * @param {{groups: {group: string, since: number, ttl_ms: number, left_ms: number}[], more: number}} member
 */
export function placesWords({ groups, more }) {
  const places = groups.map((stay) => `In ${stay.group} since ${clock(stay.since)}, ${stayWords(stay)}`);
  return more > 0 ? [...places, more === 1 ? 'In 1 group more' : `In ${count(more)} groups more`] : places;
}

/**
 * What comes of disconnecting a user everywhere.
 *
 * @param {number} sessions that the user has
 * @param {number} virtual members without a connection
 */
export function everywhereWords(sessions, virtual) {
  const parts = [];
  if (sessions > 0) {
    const which = sessions === 1 ? 'The one session ends' : `All ${count(sessions)} sessions end`;
    parts.push(`${which}, on whichever node, and clients are told to stay away. The user may still come back with a token that is good.`);
  }
  if (virtual > 0) {
    const which = virtual === 1 ? 'The one member without a connection leaves' : `All ${count(virtual)} members without a connection leave`;
    parts.push(`${which} every group. The app's backend may still post it again.`);
  }
  return parts.join(' ');
}

/**
 * What is left of those who were to be ended; empty where nobody is.
 *
 * @param {{failed?: number, silent?: number}} answer
 */
export function kickTrouble({ failed = 0, silent = 0 }) {
  const parts = [];
  if (failed > 0) parts.push(failed === 1 ? '1 of them could not be disconnected.' : `${failed} of them could not be disconnected.`);
  if (silent > 0) parts.push(silentWords(silent));
  return parts.join(' ');
}
