const SIGNS = '> >= = < <= !='.split(' ');
const WORDS = 'gt gte eq lt lte ne'.split(' ');

/**
 * @typedef {typeof import('./errors.js').check} Check
 * @typedef {{ group: string, members: number }} Counted
 * @typedef {{ prefix: string, matches: (one: Counted) => boolean, order: (one: Counted, other: Counted) => number }} Search
 */

/**
 * Numbers by size, names by their code units, as the server sorts them.
 * @template {string | number} T
 * @param {T} one
 * @param {T} other
 */
export const compare = (one, other) => (one < other ? -1 : one > other ? 1 : 0);

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
    matches: (one) => starts || (ends ? one.group.endsWith(String(value)) : range === undefined ? holds(condition, compare(key(one), value)) : key(one) >= value && key(one) <= range),
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
