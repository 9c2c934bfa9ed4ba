/**
 * A conversation: what was said, and the field to say more. Used for groups, for direct messages and beside a call.
 *
 * Test ids: log, message, event, composer, composer-held, message-input, send.
 */
import { avatar } from './avatar.js';
import { attribute, h, icon, renderList, setText } from './dom.js';
import { needsGateway } from './reach.js';
import { follows } from './rooms.js';
import { MAX_MESSAGE, segments } from './text.js';
import { count } from './words.js';

/** @import { Entry, Message, Room, Rooms } from './rooms.js' */

const TIME = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' });
/** Pixels from the end within which a reader follows what is new. */
const NEAR = 80;
/** Milliseconds before the reader is told that nothing can be sent: a short break moves nothing on the screen. */
const HELD_MS = 500;

export class Chat {
  /** @type {Room|null} */
  room = null;
  #held = false;
  #holding = 0;

  /**
   * @param {Rooms} rooms
   * @param {{send: (room: Room, text: string) => void, resend: (room: Room, message: Message) => void,
   *   emptyText: (room: Room) => {title: string, text: string}, label: string}} options
   */
  constructor(rooms, options) {
    this.rooms = rooms;
    this.options = options;
    this.entries = h('div', { class: 'log-inner' });
    this.log = h(
      'div',
      { class: 'log', role: 'log', 'aria-label': options.label, tabindex: '0', data: { testid: 'log' } },
      this.entries,
    );
    this.input = h('textarea', {
      class: 'composer-input',
      rows: '1',
      maxlength: String(MAX_MESSAGE),
      'aria-label': 'Message',
      autocomplete: 'off',
      enterkeyhint: 'send',
      data: { testid: 'message-input' },
      on: { keydown: (event) => this.#key(event), input: () => this.#sized() },
    });
    this.held = h('p', { class: 'composer-held', role: 'status', hidden: true, data: { testid: 'composer-held' } });
    this.button = h(
      'button',
      { class: 'icon-button composer-send', type: 'submit', 'aria-label': 'Send', disabled: true, data: { testid: 'send' } },
      icon('send'),
    );
    this.form = h(
      'form',
      { class: 'composer', data: { testid: 'composer' }, on: { submit: (event) => this.#submit(event) } },
      this.held,
      h('div', { class: 'composer-box' }, this.input, this.button),
    );
    this.close = rooms.on('log', (room) => room === this.room && this.#render());
  }

  /**
   * @param {Room|null} room
   * @param {string} [placeholder]
   */
  show(room, placeholder = 'Write a message') {
    if (room !== this.room) {
      this.#keepDraft();
      this.entries.replaceChildren();
      this.room = room;
      this.input.value = (room && drafts.get(room)) ?? '';
      this.#sized();
    }
    this.input.placeholder = placeholder;
    this.form.hidden = room === null;
    this.#render(true);
  }

  focus() {
    this.input.focus();
  }

  /** What is written stays in the field while nothing can be sent. @param {string} why empty where it can */
  hold(why) {
    this.#held = why !== '';
    setText(this.held, why && `${why} What you write stays.`);
    clearTimeout(this.#holding);
    if (this.#held) this.#holding = setTimeout(() => (this.held.hidden = false), HELD_MS);
    else this.held.hidden = true;
    this.#sized();
  }

  #keepDraft() {
    if (this.room) drafts.set(this.room, this.input.value);
  }

  /** @param {boolean} [toEnd] */
  #render(toEnd = false) {
    const room = this.room;
    if (!room) return;
    const atEnd = toEnd || this.log.scrollHeight - this.log.scrollTop - this.log.clientHeight < NEAR;
    const grows = room.log.length > 0;
    this.entries.querySelector('.empty')?.remove();
    renderList(
      this.entries,
      room.log,
      (entry) => String(entry.id),
      (entry) => this.#element(room, entry),
      (element, entry) => entry.kind === 'message' && this.#update(element, room, entry),
    );
    if (!grows) this.entries.append(emptyState(this.options.emptyText(room)));
    if (atEnd) this.log.scrollTop = this.log.scrollHeight;
  }

  /**
   * @param {Room} room
   * @param {Entry} entry
   */
  #element(room, entry) {
    if (entry.kind === 'event') return h('p', { class: 'event', data: { testid: 'event' } }, entry.text);
    const previous = room.log[room.log.indexOf(entry) - 1];
    const goesOn = follows(previous, entry);
    const element = h('article', {
      class: 'message',
      data: { testid: 'message', mine: String(entry.mine), follows: String(goesOn) },
    });
    const time = h('time', { datetime: new Date(entry.at).toISOString() }, TIME.format(entry.at));
    if (goesOn) element.append(h('span', { class: 'visually-hidden' }, `${entry.name}: `));
    else element.append(h('p', { class: 'message-meta' }, entry.mine ? hidden('You') : h('b', {}, entry.name), time));
    if (!entry.mine && !goesOn) element.prepend(avatar(entry.userId, entry.name, { size: 's' }));
    element.append(h('p', { class: 'bubble', dir: 'auto' }, ...segments(entry.text).map(piece)));
    return element;
  }

  /**
   * @param {HTMLElement} element
   * @param {Room} room
   * @param {Message} message
   */
  #update(element, room, message) {
    if (!message.mine) return;
    element.dataset.delivery = message.delivery ?? '';
    const last = room.log.findLast((entry) => entry.kind === 'message') === message;
    const shown = message.delivery === 'failed' || (last && message.delivery === 'sent');
    const key = shown ? `${message.delivery} ${message.delivered}` : '';
    const old = element.querySelector('.receipt');
    if (old instanceof HTMLElement && old.dataset.state === key) return;
    old?.remove();
    if (!shown) return;
    const receipt = message.delivery === 'failed' ? this.#failed(room, message) : delivered(room, message);
    receipt.dataset.state = key;
    element.append(receipt);
  }

  /**
   * @param {Room} room
   * @param {Message} message
   */
  #failed(room, message) {
    const again = needsGateway(
      h('button', { type: 'button', data: { testid: 'resend' }, on: { click: () => this.options.resend(room, message) } }, 'Try again'),
    );
    return h(
      'p',
      { class: 'receipt', data: { testid: 'receipt', failed: 'true' } },
      icon('alert'),
      h('span', {}, message.problem ?? 'Not sent.'),
      again,
    );
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
    this.#submit(event);
  }

  /** @param {Event} event */
  #submit(event) {
    event.preventDefault();
    const text = this.input.value.trim();
    if (!text || !this.room || this.#held) return;
    this.input.value = '';
    this.#sized();
    this.options.send(this.room, text);
    this.log.scrollTop = this.log.scrollHeight;
  }

  #sized() {
    attribute(this.button, 'disabled', this.#held || this.input.value.trim() === '');
    if (CSS.supports('field-sizing', 'content')) return;
    this.input.style.height = 'auto';
    this.input.style.height = `${this.input.scrollHeight}px`;
  }
}

/** @type {WeakMap<Room, string>} what is half written, by conversation */
const drafts = new WeakMap();

/** @param {string} text */
function hidden(text) {
  return h('span', { class: 'visually-hidden' }, text);
}

/** @param {{text: string, href?: string}} part */
function piece(part) {
  if (!part.href) return part.text;
  return h('a', { href: part.href, target: '_blank', rel: 'noopener noreferrer nofollow' }, part.text);
}

/** @param {Room} room @param {Message} message */
function delivered(room, { delivered: n = 0 }) {
  const reach = n === 0 ? 'Nobody else is here to read it' : `Delivered to ${count(n, 'connection')}`;
  const words = room.kind === 'direct' ? 'Delivered' : reach;
  return h('p', { class: 'receipt', data: { testid: 'receipt' } }, icon('check'), h('span', {}, words));
}

/** @param {{title: string, text: string}} words */
function emptyState({ title, text }) {
  const head = h('p', { class: 'empty-title' });
  setText(head, title);
  return h('div', { class: 'empty' }, h('span', { class: 'empty-mark' }, icon('chat')), head, h('p', {}, text));
}
