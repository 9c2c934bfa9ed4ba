/**
 * A set of listeners for each topic. A listener that throws is reported, and does not keep the others from hearing.
 *
 * @template {Record<string, any>} Topics topic name to the value it carries
 */
export class Emitter {
  /** @type {Map<keyof Topics, Set<(value: any) => void>>} */
  #listeners = new Map();

  /**
   * @template {keyof Topics} T
   * @param {T} topic
   * @param {(value: Topics[T]) => void} listener
   * @returns {() => void} ends the subscription
   */
  on(topic, listener) {
    const set = this.#listeners.get(topic) ?? new Set();
    this.#listeners.set(topic, set.add(listener));
    return () => void set.delete(listener);
  }

  /**
   * @template {keyof Topics} T
   * @param {T} topic
   * @param {Topics[T]} value
   */
  emit(topic, value) {
    for (const listener of [...(this.#listeners.get(topic) ?? [])]) {
      try {
        listener(value);
      } catch (error) {
        reportError(error);
      }
    }
  }
}
