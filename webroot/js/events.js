/**
 * Listeners by type. A listener that throws stops neither the others nor the shim: what it threw goes to `report`.
 * @template {Record<string, any>} E
 */
export class Emitter {
  /** @type {Map<keyof E, Set<(event: any) => void>>} */
  #listeners = new Map();

  /** @param {(error: unknown) => void} report */
  constructor(report) {
    /** What a listener throws goes here. */
    this.report = report;
  }

  /**
   * @template {keyof E} K
   * @param {K} type
   * @param {(event: E[K]) => void} listener
   * @returns {() => void} takes the listener off
   */
  on(type, listener) {
    const set = this.#listeners.get(type) ?? new Set();
    this.#listeners.set(type, set.add(listener));
    return () => this.off(type, listener);
  }

  /**
   * @template {keyof E} K
   * @param {K} type
   * @param {(event: E[K]) => void} listener
   */
  off(type, listener) {
    this.#listeners.get(type)?.delete(listener);
  }

  /**
   * @template {keyof E} K
   * @param {K} type
   * @param {E[K]} event
   */
  emit(type, event) {
    for (const listener of [...(this.#listeners.get(type) ?? [])]) {
      try {
        listener(event);
      } catch (error) {
        this.report(error);
      }
    }
  }
}
