/** Lets every promise that is ready go on. */
export async function settle() {
  for (let i = 0; i < 50; i++) await Promise.resolve();
}

/** Time that stands still until it is told to go on. */
export class FakeClock {
  #now = 1_000_000;
  #next = 1;
  #timers = new Map();

  now = () => this.#now;

  setTimeout = (run, ms) => {
    const id = this.#next++;
    this.#timers.set(id, { at: this.#now + Math.max(0, ms), run });
    return id;
  };

  clearTimeout = (id) => {
    this.#timers.delete(id);
  };

  get pending() {
    return this.#timers.size;
  }

  /** Runs what is due within this time, in order, each at its time. */
  async advance(ms) {
    const until = this.#now + ms;
    await settle();
    for (;;) {
      const due = [...this.#timers].filter(([, { at }]) => at <= until).sort(([, a], [, b]) => a.at - b.at)[0];
      if (!due) break;
      this.#timers.delete(due[0]);
      this.#now = Math.max(this.#now, due[1].at);
      due[1].run();
      await settle();
    }
    this.#now = until;
  }

  /** The page was frozen: time has passed, and no timer ran; then all that are due run at once. */
  async freeze(ms) {
    this.#now += ms;
    await this.advance(0);
  }
}
