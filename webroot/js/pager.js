const DEFAULT_LIMIT = 50;

/**
 * skapi-js's paging: `fetchMore` goes on where the last call with the same parameters ended, or a `startKey` says where.
 * Here a key names the last row of a page, so that rows coming and going meanwhile repeat and skip nothing.
 */
export class Pager {
  /** @type {Map<string, { next: Record<string, any> | 'end', history: string[] }>} by query */
  #ends = new Map();

  /**
   * @template T
   * @param {string} query what makes two calls the same
   * @param {T[]} rows all of them, in ascending order
   * @param {(row: T) => Record<string, any>} keyOf
   * @param {(row: T, key: any) => number} order of a row and a key
   * @param {import('./ringway.js').FetchOptions} [options]
   * @returns {import('./ringway.js').DatabaseResponse<T>}
   */
  page(query, rows, keyOf, order, { limit = DEFAULT_LIMIT, fetchMore = false, ascending = true, startKey } = {}) {
    const name = `${query} ${ascending} ${limit}`;
    const before = fetchMore ? this.#ends.get(name) : undefined;
    const from = startKey ?? before?.next ?? 'start';
    const sign = ascending ? 1 : -1;
    const sorted = ascending ? rows : [...rows].reverse();
    const rest = from === 'end' ? [] : typeof from === 'string' ? sorted : sorted.filter((row) => sign * order(row, from) > 0);
    const list = rest.slice(0, limit);
    const last = list.at(-1);
    const next = last && rest.length > limit ? keyOf(last) : /** @type {const} */ ('end');
    const history = [...(before?.history ?? []), next === 'end' ? next : JSON.stringify(next)];
    this.#ends.set(name, { next, history });
    return { list, startKey: next, endOfList: next === 'end', startKeyHistory: [...history] };
  }
}
