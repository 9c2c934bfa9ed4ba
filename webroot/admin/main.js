/**
 * The operators' page: asks for the key, then polls.
 *
 * Test ids: tenant, lock, problem; those of the parts.
 */
import { find, h, icon, loadIcons, setText } from '../app/dom.js';
import { themeButton } from '../app/theme.js';
import { ask, Refusal, storedKey, storeKey } from './api.js';
import { gate } from './gate.js';
import { Nodes } from './nodes.js';
import { Search } from './search.js';
import { Series } from './series.js';
import { User } from './user.js';
import { ago, count, refusalWords } from './words.js';

const POLL_MS = 2_000;
const TENANT = 'ringway.admin.tenant';
const NOT_AUTHORISED = 401;

const page = find('#page', HTMLElement);

function tenant() {
  return localStorage.getItem(TENANT) || 'demo';
}

/** @param {string} [why] */
function lock(why) {
  storeKey('');
  page.replaceChildren(gate(tenant(), open, why));
}

function open() {
  const board = new Board();
  page.replaceChildren(board.element, board.user.element);
  void board.run();
}

class Board {
  #series = new Series();

  constructor() {
    this.nodes = new Nodes();
    this.user = new User();
    this.groups = new Search(
      { name: 'groups', title: 'Groups', hint: 'Begins with…', empty: 'No group has members now.' },
      async (prefix) => {
        /** @type {{groups: {group: string, members: number}[]}} */
        const { groups } = await ask('groups', { tenant: tenant(), prefix });
        return groups.map(({ group, members }) => ({ id: group, detail: `${count(members)} ${members === 1 ? 'member' : 'members'}` }));
      },
      (group) => void this.#membersOf(group),
    );
    this.users = new Search(
      { name: 'users', title: 'Users', hint: 'User id begins with…', empty: 'Nobody is here now.' },
      async (prefix) => {
        /** @type {{users: string[], virtual: string[], away: {user: string, at: number}[]}} */
        const { users, virtual, away } = await ask('users', { tenant: tenant(), prefix });
        /** @type {import('./search.js').Entry[]} */
        const entries = [
          ...users.map((id) => ({ id, detail: 'connected', state: 'here' })),
          ...virtual.map((id) => ({ id, detail: 'without a connection', state: 'virtual' })),
          ...away.map(({ user, at }) => ({ id: user, detail: `away, last heard of ${ago(at)}`, state: 'away' })),
        ];
        // Of whom no node has anything, a node that does not answer may.
        if (prefix && !entries.some(({ id }) => id === prefix)) entries.push({ id: prefix, detail: 'nothing is known', state: 'unknown' });
        return entries;
      },
      (id) => void this.user.open(tenant(), id),
    );
    this.problem = h('p', { class: 'notice-box', role: 'alert', hidden: true, data: { kind: 'error', testid: 'problem' } });
    this.summary = h('p', { class: 'pill', data: { testid: 'summary', state: 'connected' } }, 'Looking…');
    this.element = h('div', { class: 'board' }, this.#head(), this.#body());
  }

  #head() {
    const field = h('input', { class: 'input tenant', id: 'tenant', value: tenant(), data: { testid: 'tenant' } });
    field.addEventListener('change', () => {
      localStorage.setItem(TENANT, field.value.trim());
      void this.#refreshLists();
    });
    return h(
      'header',
      { class: 'bar' },
      h('img', { class: 'bar-logo', src: '../img/icon.svg', alt: '' }),
      h('h1', { class: 'bar-name' }, 'Ringway operators'),
      this.summary,
      h('span', { class: 'bar-space' }),
      h('label', { class: 'field-label', for: 'tenant' }, 'Tenant'),
      field,
      themeButton(),
      h('button', { class: 'icon-button', type: 'button', title: 'Lock', 'aria-label': 'Lock', data: { testid: 'lock' }, on: { click: () => lock() } }, icon('lock')),
    );
  }

  #body() {
    return h('main', { class: 'body' }, this.problem, this.nodes.element, h('div', { class: 'panes' }, this.groups.element, this.users.element));
  }

  /** Until the page is locked. */
  async run() {
    while (this.element.isConnected) {
      await this.#poll();
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
  }

  async #poll() {
    try {
      const poll = await ask('nodes', { tenant: tenant() });
      const rows = this.#series.add(poll);
      this.nodes.show(rows, this.#series);
      const here = rows.filter((row) => !row.silent).length;
      setText(this.summary, here === 1 ? '1 node' : `${here} nodes`);
      this.problem.hidden = true;
      await Promise.all([this.#refreshLists(), this.user.refresh()]);
    } catch (refusal) {
      const status = refusal instanceof Refusal ? refusal.status : -1;
      if (status === NOT_AUTHORISED && storedKey()) {
        lock('The key is not accepted any more.');
        return;
      }
      setText(this.problem, `${refusal instanceof Error ? refusal.message : refusal} The figures are old; trying again.`);
      this.problem.hidden = false;
    }
  }

  async #refreshLists() {
    await Promise.all([this.groups.refresh(), this.users.refresh()]);
  }

  /** @param {string} group */
  async #membersOf(group) {
    let nobody = 'Nobody is here now.';
    /** @type {{members: {user: string, cid: string}[]}} */
    const { members } = await ask('members', { tenant: tenant(), group }).catch((refusal) => {
      nobody = refusalWords(refusal);
      return { members: [] };
    });
    const names = [...new Set(members.map(({ user }) => user))];
    const dialog = h('dialog', { class: 'dialog', data: { testid: 'group' }, on: { close: () => dialog.remove() } });
    const rows = names.map((name) =>
      h('li', {}, h('button', { class: 'row-button', type: 'button', on: { click: () => { dialog.close(); void this.user.open(tenant(), name); } } }, h('span', { class: 'row-name' }, name))),
    );
    const close = h('button', { class: 'icon-button', type: 'button', 'aria-label': 'Close', on: { click: () => dialog.close() } }, icon('close'));
    dialog.append(
      h('div', { class: 'dialog-head' }, h('h2', {}, group), close),
      h('div', { class: 'dialog-body' }, names.length ? h('ul', { class: 'rows' }, ...rows) : h('p', { class: 'quiet' }, nobody)),
    );
    page.append(dialog);
    dialog.showModal();
  }
}

await loadIcons();
if (storedKey()) open();
else lock();
