/**
 * The lobby: groups at the left, the conversation in the middle, people at the right; on a phone one of them at a time.
 *
 * Test ids: lobby (data-view on a phone), chat-title, chat-sub, leave-group, copy-group-link, call-voice, call-video,
 * tab-groups, tab-chat, tab-people; and those of its parts: topbar.js, groups-pane.js, chat.js, people-pane.js.
 */
import { Chat } from './chat.js';
import { attribute, h, icon, setText } from './dom.js';
import { GroupsPane } from './groups-pane.js';
import { PeoplePane } from './people-pane.js';
import { needsGateway } from './reach.js';
import { STATUS_WORDS, statusOf } from './roster.js';
import { Topbar } from './topbar.js';
import { awayWords, count } from './words.js';

/**
 * @import { Message, Room, Rooms } from './rooms.js'
 * @import { LinkState } from './words.js'
 */

/**
 * @typedef {object} LobbyActions
 * @property {(group: string) => void} join
 * @property {(room: Room) => void} leave
 * @property {(room: Room, text: string) => void} send
 * @property {(room: Room, message: Message) => void} resend
 * @property {(person: {userId: string, name: string}, video: boolean) => void} call
 * @property {(room: Room|null) => void} copyLink
 * @property {() => void} devices
 * @property {() => void} retry
 */

const VIEWS = /** @type {const} */ ([
  ['groups', 'Groups', 'groups'],
  ['chat', 'Chat', 'chat'],
  ['people', 'People', 'people'],
]);

export class Lobby {
  title = h('h2', { class: 'chat-title', data: { testid: 'chat-title' } });
  sub = h('p', { class: 'chat-sub', data: { testid: 'chat-sub' } });
  actions = h('div', { class: 'chat-actions' });
  unread = h('span', { class: 'badge', hidden: true });
  head = h('div', { class: 'chat-head' }, h('div', { class: 'chat-head-text' }, this.title, this.sub), this.actions);
  nothing = h(
    'div',
    { class: 'empty' },
    h('span', { class: 'empty-mark' }, icon('groups')),
    h('p', { class: 'empty-title' }, 'No group is open'),
    h('p', {}, 'Join a group from the list, or type a name to make a new one.'),
  );
  tabs = VIEWS.map(([view, label, glyph]) =>
    h(
      'button',
      { class: 'tab', type: 'button', data: { testid: `tab-${view}`, view }, on: { click: () => this.#view(view) } },
      icon(glyph),
      label,
      view === 'groups' && this.unread,
    ),
  );

  /**
   * @param {HTMLElement} root
   * @param {Rooms} rooms
   * @param {HTMLElement} me for the end of the bar on top
   * @param {LobbyActions} on
   */
  constructor(root, rooms, me, on) {
    this.rooms = rooms;
    this.on = on;
    this.topbar = new Topbar(me, on);
    this.chat = new Chat(rooms, { ...on, emptyText, label: 'Messages' });
    const groups = new GroupsPane(rooms, { open: (room) => this.open(room), join: on.join });
    const people = new PeoplePane(rooms, {
      message: (userId) => this.open(rooms.direct(userId)),
      call: on.call,
      invite: () => on.copyLink(rooms.current),
    });
    this.element = h(
      'div',
      { class: 'app', data: { testid: 'lobby', view: 'chat' } },
      this.topbar.element,
      h('main', { class: 'panes' }, groups.element, this.#conversation(), people.element),
      h('nav', { class: 'tabs', 'aria-label': 'Views' }, ...this.tabs),
    );
    root.replaceChildren(this.element);
    rooms.on('current', () => this.#render());
    rooms.on('people', () => this.#renderHead());
    rooms.on('groups', () => this.#renderTabs());
    this.#render();
  }

  #conversation() {
    return h(
      'section',
      { class: 'pane pane-chat', id: 'conversation', tabindex: '-1', 'aria-label': 'Conversation' },
      this.head,
      this.nothing,
      this.chat.log,
      this.chat.form,
    );
  }

  /** @param {Room} room */
  open(room) {
    this.#view('chat');
    this.rooms.open(room);
    if (matchMedia('(min-width: 700px)').matches) this.chat.focus();
  }

  /** How the connection is. @param {LinkState} link @param {string} node */
  show(link, node) {
    this.topbar.show(link, node);
    this.chat.hold(awayWords(link));
  }

  /** Whether a conversation is on the screen now. @param {Room} room */
  shows(room) {
    const phone = matchMedia('(max-width: 699px)').matches;
    return !document.hidden && room === this.rooms.current && (!phone || this.element.dataset.view === 'chat');
  }

  /** @param {string} view */
  #view(view) {
    this.element.dataset.view = view;
    const current = this.rooms.current;
    if (view === 'chat' && current?.unread) this.rooms.open(current);
    this.#renderTabs();
  }

  #render() {
    const room = this.rooms.current;
    this.head.hidden = this.chat.log.hidden = room === null;
    this.nothing.hidden = room !== null;
    this.chat.show(room, room ? `Message ${room.name}` : '');
    this.actions.replaceChildren(...(room ? this.#roomActions(room) : []));
    this.#renderHead();
    this.#renderTabs();
  }

  #renderHead() {
    const room = this.rooms.current;
    if (!room) return;
    setText(this.title, room.name);
    setText(this.sub, room.kind === 'group' ? this.#groupWords(room) : this.#personWords(room));
  }

  /** @param {Room} room */
  #groupWords(room) {
    const people = this.rooms.people(room).length;
    return people > 1 ? `${count(people, 'person', 'people')} here` : 'Only you are here';
  }

  /** @param {Room} room */
  #personWords(room) {
    for (const group of this.rooms.groups.values()) {
      const member = [...group.members.values()].find((one) => one.userId === room.id);
      if (member) return `${STATUS_WORDS[statusOf(member.meta)]} · in ${group.name}`;
    }
    return 'In none of your groups now';
  }

  /** @param {Room} room */
  #roomActions(room) {
    if (room.kind === 'group') {
      return [
        iconButton('copy-group-link', 'link', 'Copy the link to this group', () => this.on.copyLink(room)),
        needsGateway(iconButton('leave-group', 'leave', `Leave ${room.name}`, () => this.on.leave(room))),
      ];
    }
    const person = { userId: room.id, name: room.name };
    return [
      needsGateway(iconButton('call-voice', 'phone', `Call ${room.name}, voice only`, () => this.on.call(person, false))),
      needsGateway(iconButton('call-video', 'camera', `Call ${room.name} with video`, () => this.on.call(person, true))),
    ];
  }

  #renderTabs() {
    const unread = this.rooms.unread();
    this.tabs.forEach((tab) => {
      attribute(tab, 'aria-current', tab.dataset.view === this.element.dataset.view ? 'page' : null);
    });
    this.unread.hidden = unread === 0;
    setText(this.unread, unread ? String(unread) : '');
  }
}

/**
 * @param {string} testid
 * @param {string} glyph
 * @param {string} label
 * @param {() => void} click
 */
function iconButton(testid, glyph, label, click) {
  return h(
    'button',
    { class: 'icon-button', type: 'button', 'aria-label': label, title: label, data: { testid }, on: { click } },
    icon(glyph),
  );
}

/** @param {Room} room */
function emptyText(room) {
  return room.kind === 'group'
    ? { title: `This is ${room.name}`, text: 'What you write goes to everybody here. Alone? Open this page in a second tab: it is a second person.' }
    : { title: `You and ${room.name}`, text: 'What you write here goes to all their tabs, and to nobody else.' };
}
