/**
 * Who called during a call and was told that this user is busy: shown when it is over, with a way to call back.
 *
 * Test ids: missed-meanwhile, missed-back.
 */
import { h, icon, setText } from './dom.js';
import { needsGateway } from './reach.js';
import { missedWords } from './words.js';

/** @typedef {{userId: string, name: string}} Caller */

/** Callers with a line of their own. The others are in the list of calls, too. */
const SHOWN = 3;

export class Meanwhile {
  /** @type {Map<string, {number: number, words: HTMLElement}>} by user id */
  #callers = new Map();
  #over = false;
  element = h('ul', { class: 'meanwhile', hidden: true, data: { testid: 'missed-meanwhile' } });

  /** @param {(caller: Caller) => void} back */
  constructor(back) {
    this.back = back;
  }

  /** @param {Caller} caller */
  add(caller) {
    const known = this.#callers.get(caller.userId);
    if (known) setText(known.words, missedWords(caller.name, ++known.number));
    else if (this.#callers.size < SHOWN) this.#add(caller);
    this.show(this.#over);
  }

  /** @param {Caller} caller */
  #add(caller) {
    const words = h('span', { class: 'meanwhile-words' }, missedWords(caller.name, 1));
    const click = () => this.back(caller);
    const back = h('button', { class: 'button', type: 'button', 'aria-label': `Call ${caller.name} back`, data: { testid: 'missed-back' }, on: { click } }, 'Call back');
    this.#callers.set(caller.userId, { number: 1, words });
    this.element.append(h('li', {}, icon('phone-missed'), words, needsGateway(back)));
  }

  /** @param {boolean} [over] */
  show(over = true) {
    this.#over = over;
    this.element.hidden = !over || this.#callers.size === 0;
  }
}
