const SIGNS = '> >= = < <= !='.split(' ');
const WORDS = 'gt gte eq lt lte ne'.split(' ');

/**
 * @typedef {typeof import('./errors.js').check} Check
 * @typedef {{ group: string, members: number }} Counted
 * @typedef {{ prefix: string, matches: (one: Counted) => boolean, order: (one: Counted, other: Counted) => number }} Search
 */

/**
 * Numbers by size, names by their code points, as the server sorts them.
 * @template {string | number} T
 * @param {T} one
 * @param {T} other
 * @returns {number}
 */
export const compare = (one, other) => (typeof one === 'string' ? byCodePoints(one, `${other}`) : one < other ? -1 : one > other ? 1 : 0);

/**
 * @param {string} one
 * @param {string} other
 */
function byCodePoints(one, other) {
  let at = 0;
  while (at < one.length && one[at] === other[at]) at++;
  return (one.codePointAt(at) ?? -1) - (other.codePointAt(at) ?? -1);
}

/**
 * skapi-js's search of groups: by name or by number of users, with a condition or a range. On names `>=` means "starts
 * with" and `<=` "ends with", as skapi's documentation has it.
 * @param {import('./ringway.js').GroupSearch | null | undefined} params
 * @param {Check} check
 * @returns {Search}
 */
export function searchOf(params, check) {
  const { searchFor = 'group', range } = params ?? {};
  const byName = searchFor === 'group';
  const value = params?.value ?? (byName ? ' ' : 0);
  check(byName || searchFor === 'number_of_users', 'searchFor');
  check(typeof value === (byName ? 'string' : 'number'), 'value');
  check(range === undefined || typeof range === typeof value, 'range');
  const condition = conditionOf(params?.condition, value, check);
  const starts = byName && condition === '>=' && range === undefined;
  const ends = byName && condition === '<=' && range === undefined;
  const key = (/** @type {Counted} */ one) => (byName ? one.group : one.members);
  return {
    prefix: starts ? String(value) : '',
    matches: (one) => starts || (ends ? one.group.endsWith(String(value)) : range === undefined ? holds(condition, compare(key(one), value)) : compare(key(one), value) >= 0 && compare(key(one), range) <= 0),
    order: (one, other) => compare(key(one), key(other)) || compare(one.group, other.group),
  };
}

/**
 * @param {string | undefined} condition
 * @param {string | number} value
 * @param {Check} check
 */
function conditionOf(condition, value, check) {
  if (condition === undefined) return value === ' ' || !value ? '>' : '=';
  const sign = SIGNS[WORDS.indexOf(condition)] ?? condition;
  check(SIGNS.includes(sign), 'condition');
  return sign;
}

/**
 * @param {string} condition
 * @param {number} by how the key compares to the value
 */
function holds(condition, by) {
  if (condition === '!=') return by !== 0;
  return condition.includes(by < 0 ? '<' : by > 0 ? '>' : '=');
}
