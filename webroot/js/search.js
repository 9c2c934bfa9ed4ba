import { RingwayError } from './errors.js';

/** @type {Map<string, string>} */
const WORDS = new Map([
  ['gt', '>'],
  ['gte', '>='],
  ['eq', '='],
  ['lt', '<'],
  ['lte', '<='],
  ['ne', '!='],
]);

/**
 * @typedef {{ group: string, members: number }} Counted
 * @typedef {{ prefix: string, matches: (one: Counted) => boolean, order: (one: Counted, other: Counted) => number }} Search
 */

/**
 * The order of code points, as the server sorts names.
 * @param {string | number} one
 * @param {string | number} other
 */
export function compare(one, other) {
  if (typeof one === 'number' || typeof other === 'number') return Number(one) - Number(other);
  const [left, right] = [Array.from(one), Array.from(other)];
  for (let i = 0; i < Math.min(left.length, right.length); i++) {
    const by = (left[i]?.codePointAt(0) ?? 0) - (right[i]?.codePointAt(0) ?? 0);
    if (by !== 0) return by;
  }
  return left.length - right.length;
}

/**
 * skapi-js's search of groups: by name or by number of users, with a condition or a range. On names `>=` means "starts
 * with", as skapi's documentation has it.
 * @param {import('./ringway.js').GroupSearch | null | undefined} params
 * @returns {Search}
 */
export function searchOf(params) {
  const { searchFor = 'group', range } = params ?? {};
  const byName = searchFor === 'group';
  const value = params?.value ?? (byName ? ' ' : 0);
  check(searchFor === 'group' || searchFor === 'number_of_users', '"searchFor" is "group" or "number_of_users"');
  check(typeof value === (byName ? 'string' : 'number'), `"value" must be a ${byName ? 'string' : 'number'}`);
  check(range === undefined || typeof range === typeof value, '"range" must be of the type of "value"');
  const condition = conditionOf(params?.condition, value);
  const starts = byName && condition === '>=' && range === undefined;
  const key = (/** @type {Counted} */ one) => (byName ? one.group : one.members);
  return {
    prefix: starts ? String(value) : '',
    matches: (one) => starts || (range === undefined ? holds(condition, compare(key(one), value)) : within(key(one), value, range)),
    order: (one, other) => compare(key(one), key(other)) || compare(one.group, other.group),
  };
}

/**
 * @param {string | undefined} condition
 * @param {string | number} value
 */
function conditionOf(condition, value) {
  if (condition === undefined) return value === ' ' || !value ? '>' : '=';
  const sign = WORDS.get(condition) ?? condition;
  check([...WORDS.values()].includes(sign), `no such condition: ${condition}`);
  return sign;
}

/**
 * @param {string | number} key
 * @param {string | number} low
 * @param {string | number} high
 */
const within = (key, low, high) => compare(key, low) >= 0 && compare(key, high) <= 0;

/**
 * @param {string} condition
 * @param {number} by
 */
function holds(condition, by) {
  switch (condition) {
    case '>':
      return by > 0;
    case '>=':
      return by >= 0;
    case '<':
      return by < 0;
    case '<=':
      return by <= 0;
    case '!=':
      return by !== 0;
    default:
      return by === 0;
  }
}

/**
 * @param {boolean} holds
 * @param {string} message
 */
function check(holds, message) {
  if (!holds) throw new RingwayError('bad_request', message);
}
