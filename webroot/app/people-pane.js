/**
 * Who is in the group that is open, live; with a button to write to each and one to call.
 *
 * Test ids: people, person (data-user, data-status), message-person, call-person, invite, copy-link.
 */
import { avatar, updateAvatar } from './avatar.js';
import { h, icon, renderList, setText } from './dom.js';
import { needsGateway, retitle } from './reach.js';
import { STATUS_WORDS } from './roster.js';
import { count } from './words.js';

/**
 * @import { Person } from './roster.js'
 * @import { Room, Rooms } from './rooms.js'
 */

/**
 * @typedef {{message: (userId: string) => void, call: (person: {userId: string, name: string}, video: boolean) => void,
 *   invite: () => void}} PeopleActions
 */

export class PeoplePane {
  /** @type {Room|null} */
  #room = null;

  /** @param {Rooms} rooms @param {PeopleActions} on */
  constructor(rooms, on) {
    this.rooms = rooms;
    this.on = on;
    this.number = h('span', { class: 'count', data: { testid: 'people-count' } });
    this.list = h('ul', { class: 'nav-list', 'aria-label': 'People in the group' });
    this.invite = this.#inviteBox();
    this.nothing = h('p', { class: 'list-label' }, 'Join a group to see who is in it.');
    this.element = h(
      'section',
      { class: 'pane pane-people', 'aria-label': 'People', data: { testid: 'people' } },
      h('div', { class: 'pane-head' }, h('h2', { class: 'pane-title' }, 'People here'), this.number),
      h('div', { class: 'pane-scroll' }, this.list, this.invite, this.nothing),
    );
    rooms.on('people', (room) => room === this.#room && this.render());
    rooms.on('current', (room) => this.show(room));
    this.render();
  }

  /** Keeps the last group while a direct conversation is open. @param {Room|null} room */
  show(room) {
    if (room?.kind === 'direct') return;
    if (room !== this.#room) this.list.replaceChildren();
    this.#room = room;
    this.render();
  }

  render() {
    const people = this.#room ? this.rooms.people(this.#room) : [];
    const first = this.list.childElementCount === 0;
    setText(this.number, people.length ? String(people.length) : '');
    this.nothing.hidden = this.#room !== null;
    this.invite.hidden = this.#room === null || people.length > 1;
    renderList(
      this.list,
      people,
      (person) => person.userId,
      (person) => this.#row(person, !first),
      (row, person) => update(row, person),
    );
  }

  /** @param {Person} person @param {boolean} arrives */
  #row(person, arrives) {
    const { userId, name } = person;
    const button = (/** @type {string} */ testid, /** @type {string} */ glyph, /** @type {() => void} */ click) =>
      h(
        'button',
        {
          class: testid === 'call-person' ? 'icon-button icon-button-call' : 'icon-button',
          type: 'button',
          data: { testid },
          on: { click },
        },
        icon(glyph),
      );
    const who = () => ({ userId, name: this.rooms.nameOf(userId) });
    const actions = [
      button('message-person', 'chat', () => this.on.message(userId)),
      needsGateway(button('call-person', 'camera', () => this.on.call(who(), true))),
    ];
    return h(
      'li',
      { class: arrives ? 'person person-new' : 'person', data: { testid: 'person', user: userId } },
      avatar(userId, name, { status: person.status }),
      h(
        'div',
        { class: 'person-text' },
        h('p', { class: 'person-name' }, h('span', {}), person.self ? h('span', { class: 'tag' }, 'You') : null),
        h('p', { class: 'person-status' }),
      ),
      ...(person.self ? [] : actions),
    );
  }

  #inviteBox() {
    const copy = h(
      'button',
      { class: 'button button-quiet', type: 'button', data: { testid: 'copy-link' }, on: { click: () => this.on.invite() } },
      icon('link'),
      'Copy the link',
    );
    return h(
      'div',
      { class: 'invite', data: { testid: 'invite' } },
      h('strong', {}, 'Nobody else is here yet'),
      'Open this page in a second tab: it joins as a second person, and you can call each other.',
      h('div', {}, copy),
    );
  }
}

/** @param {HTMLElement} row @param {Person} person */
function update(row, { name, status, cids, self, lost }) {
  row.dataset.status = status;
  row.classList.toggle('person-lost', lost);
  updateAvatar(/** @type {Element} */ (row.querySelector('.avatar')), name, status);
  const nameText = /** @type {HTMLElement} */ (row.querySelector('.person-name span'));
  setText(nameText, name);
  nameText.title = name;
  const more = cids.length > 1 ? ` · ${count(cids.length, 'tab')}` : '';
  setText(/** @type {Element} */ (row.querySelector('.person-status')), lost ? 'Reconnecting…' : STATUS_WORDS[status] + more);
  if (!self) {
    nameButton(row, 'message-person', `Message ${name}`);
    nameButton(row, 'call-person', `Call ${name}`);
  }
}

/** @param {HTMLElement} row @param {string} testid @param {string} label */
function nameButton(row, testid, label) {
  const button = /** @type {HTMLElement} */ (row.querySelector(`[data-testid="${testid}"]`));
  button.setAttribute('aria-label', label);
  if ('gateway' in button.dataset) retitle(button, label);
  else button.title = label;
}
