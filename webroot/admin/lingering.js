/**
 * Rows that are gone stay for a moment: who has just clicked on one would have the next one under the pointer, and what a second click
 * does cannot be undone.
 */

/** How long one that is gone stays at least, in milliseconds: longer than anybody takes over a double click. */
const LINGER_MS = 1_000;

/** @template T */
export class Lingering {
  #keyOf;
  /** @type {{item: T, goneAt: number|null}[]} in the order in which they are shown */
  #shown = [];

  /** @param {(item: T) => string} keyOf */
  constructor(keyOf) {
    this.#keyOf = keyOf;
  }

  /**
   * What is to be shown: what there is, and in its old place what went less than a moment ago, as it was last heard of.
   *
   * @param {T[]} items what there is, in order
   * @param {number} now milliseconds of a clock that is not set
   * @returns {{item: T, isGone: boolean}[]}
   */
  next(items, now) {
    const here = new Set(items.map(this.#keyOf));
    /** @type {{item: T, goneAt: number|null}[]} */
    const rows = items.map((item) => ({ item, goneAt: null }));
    this.#shown.forEach(({ item, goneAt }, place) => {
      const since = goneAt ?? now;
      if (!here.has(this.#keyOf(item)) && now - since < LINGER_MS) rows.splice(place, 0, { item, goneAt: since });
    });
    this.#shown = rows;
    return rows.map(({ item, goneAt }) => ({ item, isGone: goneAt !== null }));
  }

  /** Somebody else is looked at. */
  clear() {
    this.#shown = [];
  }
}
