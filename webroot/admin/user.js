/**
 * One user: the sessions now, the members without a connection, what happened before, the calls, and the way out.
 *
 * Test ids: user, user-kick-all, user-line, user-problem; those of the rows.
 */
import { h, icon, renderList, setText } from '../app/dom.js';
import { ask } from './api.js';
import { confirmed } from './confirm.js';
import { Lingering } from './lingering.js';
import { markGone, presenceRow, showSession, showVirtual } from './presence.js';
import { callWords, clock, everywhereWords, kickTrouble, refusalWords, sessionWords, shortNode, silentWords } from './words.js';

/** @param {{cid: string, node: string}} place */
const keyOf = ({ cid, node }) => `${cid} ${node}`;

/**
 * @import { Session, Virtual } from './presence.js'
 * @typedef {{at: number, node: string, cid: string, what: string}} SessionLine
 * @typedef {{call: string, at: number, outgoing: boolean, missed: boolean, other: string|null, reason: string,
 *   duration_ms: number}} Call
 */

export class User {
  #tenant = '';
  #id = '';
  /** Why the last who were to be disconnected may be connected still. It stays until somebody tries again. */
  #unkicked = '';
  /** How many there are of each, as last heard. */
  #count = { sessions: 0, virtual: 0 };
  #sessions = new Lingering((/** @type {Session} */ session) => keyOf(session));
  #virtual = new Lingering((/** @type {Virtual} */ member) => keyOf(member));

  constructor() {
    this.title = h('h2', {}, '');
    this.problem = h('p', { class: 'notice-box', role: 'alert', hidden: true, data: { kind: 'error', testid: 'user-problem' } });
    this.sessions = h('ul', { class: 'sessions' });
    this.here = h('p', { class: 'quiet' });
    this.virtual = h('ul', { class: 'sessions' });
    this.virtualTitle = h('h3', {}, 'In groups without a connection');
    this.lines = h('ol', { class: 'timeline' });
    this.close = h('button', { class: 'icon-button', type: 'button', 'aria-label': 'Close', on: { click: () => this.element.close() } }, icon('close'));
    this.kickAll = h(
      'button',
      { class: 'button button-danger', type: 'button', data: { testid: 'user-kick-all' }, on: { click: () => void this.#kickAll() } },
      'Disconnect everywhere',
    );
    this.element = h(
      'dialog',
      { class: 'dialog user', data: { testid: 'user' } },
      h('div', { class: 'dialog-head' }, this.title, this.close),
      h(
        'div',
        { class: 'dialog-body' },
        this.problem,
        h('div', { class: 'user-head' }, h('h3', {}, 'Sessions now'), this.kickAll),
        this.sessions,
        this.here,
        this.virtualTitle,
        this.virtual,
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
    this.#sessions.clear();
    this.#virtual.clear();
    this.#show({ sessions: [], virtual: [], lines: [], calls: [], silent: 0 });
    setText(this.here, 'Looking…');
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
    const hasFocus = this.element.contains(document.activeElement);
    if (report) this.#show(report);
    // The keyboard does not fall out of the dialog with the row that it was on.
    if (hasFocus && !this.element.contains(document.activeElement)) this.close.focus();
    this.#say(this.#unkicked || trouble);
  }

  /** @param {string} trouble empty where there is none */
  #say(trouble) {
    setText(this.problem, trouble);
    this.problem.hidden = !trouble;
  }

  /** @param {{sessions: Session[], virtual: Virtual[], lines: SessionLine[], calls: Call[]|null, silent: number}} report */
  #show({ sessions, virtual, lines, calls, silent }) {
    this.#count = { sessions: sessions.length, virtual: new Set(virtual.map(({ cid }) => cid)).size };
    this.kickAll.hidden = sessions.length + virtual.length === 0;
    const now = performance.now();
    this.#rows(this.sessions, 'user-session', this.#sessions.next(sessions, now), showSession);
    setText(this.here, silent > 0 ? silentWords(silent) : 'Not connected now.');
    this.here.hidden = silent === 0 && sessions.length > 0;
    const members = this.#virtual.next(virtual, now);
    this.#rows(this.virtual, 'user-virtual', members, showVirtual);
    this.virtualTitle.hidden = members.length === 0;
    const happened = [
      ...lines.map((line) => ({ at: line.at, element: sessionLine(line) })),
      ...(calls ?? []).map((call) => ({ at: call.at, element: this.#call(call) })),
    ].sort((one, other) => other.at - one.at);
    // What was opened to be read stays open.
    if (this.lines.querySelector('[data-open="true"]')) return;
    this.lines.replaceChildren(...happened.map(({ element }) => element));
    if (happened.length === 0) this.lines.append(h('li', { class: 'quiet' }, 'Nothing is remembered. Nodes forget when they end.'));
  }

  /**
   * @template {{cid: string, node: string}} T
   * @param {HTMLElement} list
   * @param {string} testid
   * @param {{item: T, isGone: boolean}[]} rows
   * @param {(row: HTMLElement, item: T) => void} fill
   */
  #rows(list, testid, rows, fill) {
    renderList(
      list,
      rows,
      ({ item }) => keyOf(item),
      ({ item: { cid } }) => presenceRow(testid, cid, () => void this.#kick({ cid })),
      (row, { item, isGone }) => {
        fill(row, item);
        markGone(row, isGone);
      },
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
    const isMeant = await confirmed({ title: `Disconnect ${user}?`, text: everywhereWords(this.#count.sessions, this.#count.virtual), act: 'Disconnect everywhere' });
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
