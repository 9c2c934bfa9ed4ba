/** A list with a field above it: groups, or users. */
import { h, renderList, setText } from '../app/dom.js';

/** @typedef {{id: string, detail: string, state?: string}} Entry state: of a user, `here`, `virtual`, `away` or `unknown` */

export class Search {
  #ask;
  #asked = 0;

  /**
   * Test ids: search-<name>, list-<name>, with data-key for each entry.
   *
   * @param {{name: string, title: string, hint: string, empty: string}} words
   * @param {(prefix: string) => Promise<Entry[]>} ask
   * @param {(id: string) => void} choose
   */
  constructor(words, ask, choose) {
    this.#ask = ask;
    this.choose = choose;
    this.field = h('input', {
      class: 'input',
      type: 'search',
      placeholder: words.hint,
      'aria-label': words.hint,
      data: { testid: `search-${words.name}` },
      on: { input: () => void this.refresh() },
    });
    this.list = h('ul', { class: 'rows', data: { testid: `list-${words.name}` } });
    this.note = h('p', { class: 'quiet rows-note' }, words.empty);
    this.words = words;
    this.element = h('section', { class: 'card pane', 'aria-label': words.title }, h('h2', {}, words.title), this.field, this.note, this.list);
  }

  /** Asks again; of two answers the later question's counts. */
  async refresh() {
    const number = ++this.#asked;
    try {
      const entries = await this.#ask(this.field.value.trim());
      if (number === this.#asked) this.#show(entries);
    } catch (refusal) {
      if (number === this.#asked) this.#fail(refusal instanceof Error ? refusal.message : String(refusal));
    }
  }

  /** @param {Entry[]} entries */
  #show(entries) {
    setText(this.note, this.words.empty);
    this.note.hidden = entries.length > 0;
    renderList(
      this.list,
      entries,
      (entry) => entry.id,
      (entry) => {
        const button = h('button', { class: 'row-button', type: 'button', on: { click: () => this.choose(entry.id) } });
        button.append(h('span', { class: 'row-name' }, entry.id), h('span', { class: 'row-detail' }));
        return h('li', {}, button);
      },
      (element, entry) => {
        const detail = element.querySelector('.row-detail');
        if (detail) setText(detail, entry.detail);
        if (entry.state) element.dataset.state = entry.state;
      },
    );
  }

  /** @param {string} message */
  #fail(message) {
    setText(this.note, message);
    this.note.hidden = false;
    this.list.replaceChildren();
  }
}
