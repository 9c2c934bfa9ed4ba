/**
 * One user: the sessions now, what happened to those before, the calls, and the way out.
 *
 * Test ids: user, user-session, user-kick, user-kick-all, user-line, user-problem.
 */
import { h, icon, setText } from '../app/dom.js';
import { ask } from './api.js';
import { confirmed } from './confirm.js';
import { callWords, clock, everywhereWords, kickTrouble, refusalWords, sessionWords, shortNode, silentWords } from './words.js';

/**
 * @typedef {{cid: string, node: string, dialect: string, parked: boolean, address: string, groups: string[]}} Session
 * @typedef {{at: number, node: string, cid: string, what: string}} SessionLine
 * @typedef {{call: string, at: number, outgoing: boolean, missed: boolean, other: string|null, reason: string,
 *   duration_ms: number}} Call
 */

export class User {
  #tenant = '';
  #id = '';
  /** Why the last who were to be disconnected may be connected still. It stays until somebody tries again. */
  #unkicked = '';
  /** Sessions, as last heard. */
  #count = 0;

  constructor() {
    this.title = h('h2', {}, '');
    this.problem = h('p', { class: 'notice-box', role: 'alert', hidden: true, data: { kind: 'error', testid: 'user-problem' } });
    this.sessions = h('ul', { class: 'sessions' });
    this.lines = h('ol', { class: 'timeline' });
    const close = h('button', { class: 'icon-button', type: 'button', 'aria-label': 'Close', on: { click: () => this.element.close() } }, icon('close'));
    this.kickAll = h(
      'button',
      { class: 'button button-danger', type: 'button', data: { testid: 'user-kick-all' }, on: { click: () => void this.#kickAll() } },
      'Disconnect everywhere',
    );
    this.element = h(
      'dialog',
      { class: 'dialog user', data: { testid: 'user' } },
      h('div', { class: 'dialog-head' }, this.title, close),
      h(
        'div',
        { class: 'dialog-body' },
        this.problem,
        h('div', { class: 'user-head' }, h('h3', {}, 'Sessions now'), this.kickAll),
        this.sessions,
        h('h3', {}, 'What happened'),
        this.lines,
      ),
    );
  }

  /**
   * @param {string} tenant
   * @param {string} id
   */
  async open(tenant, id) {
    this.#tenant = tenant;
    this.#id = id;
    this.#unkicked = '';
    setText(this.title, id);
    this.sessions.replaceChildren();
    this.lines.replaceChildren();
    if (!this.element.open) this.element.showModal();
    await this.refresh();
  }

  /** Asks again, where somebody looks. */
  async refresh() {
    if (!this.element.open) return;
    const asked = this.#id;
    let trouble = '';
    const report = await ask('user', { tenant: this.#tenant, user: asked }).catch((refusal) => {
      trouble = refusalWords(refusal);
    });
    if (asked !== this.#id) return;
    if (report) this.#show(report);
    this.#say(this.#unkicked || trouble);
  }

  /** @param {string} trouble empty where there is none */
  #say(trouble) {
    setText(this.problem, trouble);
    this.problem.hidden = !trouble;
  }

  /** @param {{sessions: Session[], lines: SessionLine[], calls: Call[]|null, silent: number}} report */
  #show({ sessions, lines, calls, silent }) {
    this.#count = sessions.length;
    this.kickAll.hidden = sessions.length === 0;
    this.sessions.replaceChildren(...sessions.map((session) => this.#session(session)));
    if (silent > 0) this.sessions.append(h('li', { class: 'quiet' }, silentWords(silent)));
    else if (sessions.length === 0) this.sessions.append(h('li', { class: 'quiet' }, 'Not connected now.'));
    const happened = [
      ...lines.map((line) => ({ at: line.at, element: sessionLine(line) })),
      ...(calls ?? []).map((call) => ({ at: call.at, element: this.#call(call) })),
    ].sort((one, other) => other.at - one.at);
    // What was opened to be read stays open.
    if (this.lines.querySelector('[data-open="true"]')) return;
    this.lines.replaceChildren(...happened.map(({ element }) => element));
    if (happened.length === 0) this.lines.append(h('li', { class: 'quiet' }, 'Nothing is remembered. Nodes forget when they end.'));
  }

  /** @param {Session} session */
  #session(session) {
    const state = session.parked ? 'Waiting for its client' : `Connected from ${session.address || 'an unknown address'}`;
    return h(
      'li',
      { class: 'session', data: { testid: 'user-session', parked: String(session.parked) } },
      h('span', { class: 'dot' }),
      h(
        'div',
        { class: 'session-text' },
        h('p', { class: 'session-state' }, `${state}, ${session.dialect}, node ${shortNode(session.node)}`),
        h('p', { class: 'mono quiet' }, session.cid),
        h('p', { class: 'quiet' }, session.groups.length ? `In ${session.groups.join(', ')}` : 'In no group'),
      ),
      h(
        'button',
        { class: 'button button-quiet', type: 'button', data: { testid: 'user-kick' }, on: { click: () => void this.#kick({ cid: session.cid }) } },
        'Disconnect',
      ),
    );
  }

  /** @param {Call} call */
  #call(call) {
    const steps = h('ol', { class: 'steps', hidden: true });
    const item = h('li', { class: 'line', data: { testid: 'user-line', what: call.missed ? 'missed' : 'call' } });
    const toggle = async () => {
      steps.hidden = !steps.hidden;
      item.dataset.open = String(!steps.hidden);
      if (!steps.hidden) await this.#steps(call.call, steps);
    };
    const words = h('button', { class: 'line-button', type: 'button', on: { click: () => void toggle() } }, callWords(call));
    item.append(h('time', {}, clock(call.at)), h('div', {}, words, steps));
    return item;
  }

  /**
   * @param {string} call
   * @param {HTMLElement} into
   */
  async #steps(call, into) {
    let none = 'Its steps are not kept any more.';
    /** @type {{lines: {at: number, what: string, user: string|null, text: string}[]}} */
    const { lines } = await ask('call', { tenant: this.#tenant, call }).catch((refusal) => {
      none = refusalWords(refusal);
      return { lines: [] };
    });
    into.replaceChildren(
      ...lines.map((line) => h('li', {}, h('time', {}, clock(line.at)), ` ${[line.user, line.text].filter(Boolean).join(' ')}`)),
    );
    if (lines.length === 0) into.append(h('li', { class: 'quiet' }, none));
  }

  async #kickAll() {
    // Whom it is about stays, whoever is looked at when it is answered.
    const tenant = this.#tenant;
    const user = this.#id;
    const isMeant = await confirmed({ title: `Disconnect ${user}?`, text: everywhereWords(this.#count), act: 'Disconnect everywhere' });
    if (isMeant && tenant === this.#tenant && user === this.#id) await this.#kick({ user });
  }

  /** @param {Record<string, string>} whom */
  async #kick(whom) {
    this.#unkicked = '';
    const asked = this.#id;
    const trouble = await ask('kick', { tenant: this.#tenant, ...whom }, 'POST').then(kickTrouble, refusalWords);
    if (asked === this.#id) this.#unkicked = trouble;
    await this.refresh();
  }
}

/** @param {SessionLine} line */
function sessionLine(line) {
  return h(
    'li',
    { class: 'line', data: { testid: 'user-line', what: line.what } },
    h('time', {}, clock(line.at)),
    h('div', {}, h('p', {}, sessionWords(line.what)), h('p', { class: 'quiet mono' }, `${line.cid.slice(0, 14)}… on ${shortNode(line.node)}`)),
  );
}
