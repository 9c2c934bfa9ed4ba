/**
 * Whether calls ring, as the gateway has it for this user on every device: do not disturb, and what becomes of calls while in
 * one. No DOM.
 */
import { Emitter } from './emitter.js';

/**
 * @import { CallSettings, UsersBusyPolicy } from '../js/call-settings.js'
 */

/**
 * @typedef {'wait'|'reject'|'ring'|null} During what becomes of a call that comes while this user is in another; null where nobody has said
 * @typedef {{on: boolean, during: During}} Choice on: nothing rings
 */

const KEY = 'ringway.during';

/** @extends {Emitter<{change: null}>} */
export class Quiet extends Emitter {
  /** @type {Choice} */
  choice = { on: false, during: null };
  /** Whether the user has chosen on this page: what a gateway has forgotten is then said again. */
  #chosen = false;
  /** How often something was chosen: an answer to a question from before says nothing. */
  #version = 0;
  #settings;
  #memory;

  /**
   * @param {Pick<CallSettings, 'onBusy'|'busyPolicy'>} settings
   * @param {{read: () => string|null, write: (during: During) => void}} [memory] keeps what holds in a call while nothing rings
   */
  constructor(settings, memory = ofTab) {
    super();
    this.#settings = settings;
    this.#memory = memory;
    this.choice.during = duringOf(memory.read());
  }

  /** Asks what holds, which may have been said on another device. Fails where the gateway does not answer. */
  async read() {
    const version = this.#version;
    const policy = await this.#settings.busyPolicy();
    if (version !== this.#version) return;
    const chosen = this.#chosen ? policyOf(this.choice) : null;
    // A gateway that has forgotten says the same as one that was told to. What somebody else said meanwhile is not this page's to say.
    if (policy === null && chosen !== null) await this.#settings.onBusy(chosen);
    else {
      this.#chosen &&= policy === chosen;
      this.#show(choiceOf(policy, this.choice.during));
    }
  }

  /**
   * Shown at once; taken back where the gateway says no.
   *
   * @param {Partial<Choice>} news
   */
  async choose(news) {
    const before = this.choice;
    const version = ++this.#version;
    this.#show({ ...before, ...news });
    try {
      await this.#settings.onBusy(policyOf(this.choice));
      this.#chosen = true;
    } catch (error) {
      if (version === this.#version) this.#show(before);
      throw error;
    }
  }

  /** @param {Choice} choice */
  #show(choice) {
    const { on, during } = this.choice;
    this.choice = choice;
    this.#memory.write(choice.during);
    if (on !== choice.on || during !== choice.during) this.emit('change', null);
  }
}

/** @param {Choice} choice @returns {UsersBusyPolicy|null} */
export function policyOf({ on, during }) {
  return on ? 'do_not_disturb' : during;
}

/** @param {UsersBusyPolicy|null} policy @param {During} during what held in a call before */
export function choiceOf(policy, during) {
  return policy === 'do_not_disturb' ? { on: true, during } : { on: false, during: policy };
}

/** @param {string|null} kept @returns {During} */
function duringOf(kept) {
  return kept === 'wait' || kept === 'reject' || kept === 'ring' ? kept : null;
}

/** As long as the tab's identity. */
const ofTab = {
  read() {
    try {
      return sessionStorage.getItem(KEY);
    } catch {
      return null;
    }
  },
  /** @param {During} during */
  write(during) {
    try {
      if (during === null) sessionStorage.removeItem(KEY);
      else sessionStorage.setItem(KEY, during);
    } catch {
      // Storage is blocked: it is forgotten with the page.
    }
  },
};
