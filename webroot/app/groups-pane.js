/**
 * The list of groups and direct conversations, and the field that joins or makes a group.
 *
 * Test ids: groups, group-input, group-join, group (data-group, data-members), direct (data-user).
 */
import { avatar, updateAvatar } from './avatar.js';
import { attribute, h, icon, renderList, setText } from './dom.js';
import { needsGateway } from './reach.js';
import { groupName } from './text.js';
import { count } from './words.js';

/** @import { Room, Rooms } from './rooms.js' */

/**
 * @typedef {{kind: 'room', room: Room, members: number} | {kind: 'other', group: string, members: number}} Row
 */

export class GroupsPane {
  /**
   * @param {Rooms} rooms
   * @param {{open: (room: Room) => void, join: (group: string) => void}} on
   */
  constructor(rooms, on) {
    this.rooms = rooms;
    this.on = on;
    this.problem = h('p', { class: 'field-hint', id: 'group-problem', role: 'alert' });
    this.input = needsGateway(h('input', {
      class: 'input',
      placeholder: 'Join or make one',
      'aria-label': 'Join or make a group',
      'aria-describedby': 'group-problem',
      maxlength: '128',
      autocomplete: 'off',
      enterkeyhint: 'go',
      data: { testid: 'group-input' },
      on: { input: () => setText(this.problem, '') },
    }));
    this.mine = section('Your groups');
    this.others = section('Other groups');
    this.directs = section('Direct messages');
    this.element = h(
      'nav',
      { class: 'pane pane-groups', 'aria-label': 'Groups', data: { testid: 'groups' } },
      h('div', { class: 'pane-head' }, h('h2', { class: 'pane-title' }, 'Groups')),
      this.#form(),
      h('div', { class: 'pane-scroll' }, this.mine.element, this.others.element, this.directs.element),
    );
    rooms.on('groups', () => this.render());
    rooms.on('current', () => this.render());
    this.render();
  }

  #form() {
    const button = needsGateway(h('button', { class: 'button', type: 'submit', data: { testid: 'group-join' } }, 'Join'));
    const submit = (/** @type {Event} */ event) => {
      event.preventDefault();
      const checked = groupName(this.input.value);
      if ('problem' in checked) return setText(this.problem, checked.problem);
      this.input.value = '';
      this.on.join(checked.name);
    };
    return h('form', { class: 'join-form', on: { submit } }, this.input, button, this.problem);
  }

  render() {
    const { rooms } = this;
    const mine = [...rooms.groups.values()].sort((a, b) => a.name.localeCompare(b.name));
    this.#fill(this.mine, mine.map((room) => ({ kind: 'room', room, members: room.members.size })));
    this.#fill(this.others, rooms.others().map((row) => ({ kind: 'other', ...row })));
    this.#fill(this.directs, [...rooms.directs.values()].reverse().map((room) => ({ kind: 'room', room, members: 0 })));
  }

  /** @param {ReturnType<typeof section>} part @param {Row[]} rows */
  #fill(part, rows) {
    part.element.hidden = rows.length === 0;
    renderList(part.list, rows, keyOf, (row) => h('li', {}, this.#item(row)), (li, row) => this.#update(li, row));
  }

  /** @param {Row} row */
  #item(row) {
    const room = row.kind === 'room' ? row.room : null;
    const click = row.kind === 'room' ? () => this.on.open(row.room) : () => this.on.join(row.group);
    const direct = room?.kind === 'direct';
    const name = row.kind === 'room' ? row.room.name : row.group;
    const item = h(
      'button',
      {
        class: 'nav-item',
        type: 'button',
        data: direct ? { testid: 'direct', user: room.id } : { testid: 'group', group: name },
        on: { click },
      },
      direct ? avatar(room.id, room.name, { size: 's' }) : h('span', { class: 'nav-glyph' }, icon('groups')),
      h('span', { class: 'nav-text' }, name),
      h('span', { class: 'badge', hidden: true }),
      h('span', { class: 'count', hidden: direct }, icon('people'), h('span', {})),
      row.kind === 'other' ? h('span', { class: 'nav-join', 'aria-hidden': 'true' }, 'Join') : null,
    );
    return row.kind === 'other' ? needsGateway(item) : item;
  }

  /** @param {HTMLElement} li @param {Row} row */
  #update(li, row) {
    const button = /** @type {HTMLElement} */ (li.firstElementChild);
    const room = row.kind === 'room' ? row.room : null;
    const name = room?.name ?? (row.kind === 'other' ? row.group : '');
    const unread = room?.unread ?? 0;
    setText(part(button, '.nav-text'), name);
    if (room?.kind === 'direct') updateAvatar(part(button, '.avatar'), name);
    else button.dataset.members = String(row.members);
    setText(part(button, '.count span'), String(row.members));
    setText(part(button, '.badge'), unread ? String(unread) : '');
    part(button, '.badge').hidden = unread === 0;
    button.dataset.unread = String(unread > 0);
    attribute(button, 'aria-current', room !== null && room === this.rooms.current ? 'true' : null);
    attribute(button, 'aria-label', labelOf(row, name, unread));
    button.title = name;
  }
}

/** @param {Row} row @param {string} name @param {number} unread */
function labelOf(row, name, unread) {
  const news = unread ? `, ${count(unread, 'unread message')}` : '';
  if (row.kind === 'other') return `Join ${name}, ${count(row.members, 'person', 'people')}`;
  return row.room.kind === 'direct' ? `${name}${news}` : `${name}, ${count(row.members, 'connection')}${news}`;
}

/** @param {Row} row */
function keyOf(row) {
  return row.kind === 'other' ? `other ${row.group}` : `${row.room.kind} ${row.room.id}`;
}

/** @param {string} title */
function section(title) {
  const list = h('ul', { class: 'nav-list', 'aria-label': title });
  return { list, element: h('section', {}, h('h3', { class: 'list-label' }, title), list) };
}

/** @param {Element} element @param {string} selector */
function part(element, selector) {
  return /** @type {HTMLElement} */ (element.querySelector(selector));
}
