/**
 * The door of a room: who you are, how you look and sound, which room; and why there is no way in, where there is none.
 *
 * Test ids: door, door-preview, room-input, name-input, door-mute, door-camera, door-devices, enter, door-note (data-full).
 */
import { avatar, updateAvatar } from '../avatar.js';
import { Control } from '../call-control.js';
import { DeviceDialog } from '../devices.js';
import { attribute, h, icon, setText } from '../dom.js';
import { MAX_NAME, randomName } from '../names.js';
import { themeButton } from '../theme.js';
import { roomName } from './address.js';

/**
 * @import { Studio } from './studio.js'
 * @typedef {{ name: string, room: string }} Guest
 */

export class Door {
  /** @type {(guest: Guest) => void} */
  #entered = () => {};

  /**
   * @param {HTMLElement} root
   * @param {Studio} studio
   * @param {Guest} guest as far as is known
   */
  constructor(root, studio, { name, room }) {
    this.root = root;
    this.studio = studio;
    const suggestion = name || randomName();
    this.devices = new DeviceDialog({ chosen: (kind, id) => void studio.choose(kind, id) });
    this.video = h('video', { class: 'door-video', autoplay: true, playsinline: true, 'aria-label': 'Your camera' });
    this.video.muted = true;
    this.portrait = avatar(suggestion, suggestion, { size: 'l' });
    this.mute = new Control('door-mute', 'M', () => void studio.toggle('audio'));
    this.camera = new Control('door-camera', 'V', () => void studio.toggle('video'));
    this.setup = new Control('door-devices', 'D', () => this.openDevices());
    this.setup.show({ glyph: 'settings', label: 'Devices' });
    this.name = field('name', 'Your name', suggestion, MAX_NAME, 'name-input');
    this.room = field('room', 'Room', room || randomName().toLowerCase().replace(' ', '-'), 100, 'room-input');
    this.name.addEventListener('input', () => updateAvatar(this.portrait, this.name.value));
    this.note = h('div', { class: 'door-note', role: 'alert', tabindex: '-1', hidden: true, data: { testid: 'door-note' } });
    this.button = h('button', { class: 'button button-primary door-enter', type: 'submit', data: { testid: 'enter' } }, 'Enter the room');
    this.element = this.#build();
    studio.on('changed', () => this.render());
    studio.on('problem', (words) => this.element.isConnected && this.say({ title: words, hint: 'You can enter without it, and see and hear the others.' }));
    studio.on('lost', (words) => this.element.isConnected && this.say({ title: words, hint: 'Choose another under Devices, or enter without it.' }));
    addEventListener('keydown', (event) => this.#key(event));
  }

  openDevices() {
    return this.devices.open({ preview: false });
  }

  /** @returns {Promise<Guest>} when somebody enters */
  async ask() {
    this.root.replaceChildren(this.element);
    document.title = 'Room · Ringway';
    this.busy(false);
    this.render();
    if (this.note.hidden) this.name.focus();
    else this.note.focus();
    void this.studio.open();
    return new Promise((resolve) => {
      this.#entered = resolve;
    });
  }

  /** @param {{ title: string, hint: string, isFull?: boolean } | null} words */
  say(words) {
    this.note.hidden = !words;
    if (!words) return;
    this.note.dataset.full = String(Boolean(words.isFull));
    this.note.replaceChildren(icon(words.isFull ? 'people' : 'alert'), h('div', {}, h('strong', {}, words.title), h('p', {}, words.hint)));
    setText(this.button, words.isFull ? 'Try again' : 'Enter the room');
  }

  /** @param {boolean} busy */
  busy(busy) {
    attribute(this.button, 'disabled', busy);
    if (busy) setText(this.button, 'Entering…');
    else if (this.note.hidden) setText(this.button, 'Enter the room');
  }

  render() {
    const { studio } = this;
    const sees = studio.isOn('video');
    const hears = studio.isOn('audio');
    if (this.video.srcObject !== studio.stream) this.video.srcObject = studio.stream;
    this.video.hidden = !sees;
    this.mute.show({ glyph: hears ? 'mic' : 'mic-off', label: hears ? 'Mute' : 'Unmute', off: !hears });
    this.camera.show({ glyph: sees ? 'camera' : 'camera-off', label: sees ? 'Camera off' : 'Camera on', off: !sees });
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const typing = event.target instanceof HTMLInputElement || event.target instanceof HTMLSelectElement;
    if (!this.element.isConnected || typing || event.ctrlKey || event.metaKey || event.altKey || this.devices.dialog.open) return;
    for (const control of [this.mute, this.camera, this.setup]) if (control.key === event.key.toUpperCase()) control.press();
  }

  #build() {
    const submit = (/** @type {Event} */ event) => {
      event.preventDefault();
      const guest = { name: this.name.value.trim(), room: roomName(this.room.value) };
      if (!guest.name) return this.name.focus();
      if (!guest.room) return this.room.focus();
      this.say(null);
      this.busy(true);
      this.#entered(guest);
    };
    const preview = h(
      'div',
      { class: 'door-preview', data: { testid: 'door-preview' } },
      h('div', { class: 'door-portrait' }, this.portrait),
      this.video,
      h('div', { class: 'door-controls' }, this.mute.element, this.camera.element, this.setup.element),
    );
    const form = h(
      'form',
      { class: 'door-form', on: { submit } },
      h('h1', {}, 'Ready to go in?'),
      h('p', { class: 'door-lead' }, 'Up to eight people. Sound and picture go straight from browser to browser.'),
      this.note,
      labelled('name', 'Your name', this.name),
      labelled('room', 'Room', this.room),
      this.button,
    );
    const brand = h(
      'a',
      { class: 'room-brand', href: './', title: 'To the lobby' },
      h('img', { src: 'img/icon.svg', alt: '', width: '28', height: '28' }),
      h('span', {}, 'Ringway'),
    );
    const card = h('main', { class: 'door-card', id: 'stage', tabindex: '-1' }, preview, form);
    return h('div', { class: 'door', data: { testid: 'door' } }, h('header', { class: 'door-head' }, brand, themeButton()), card);
  }
}

/**
 * @param {string} id
 * @param {string} label
 * @param {string} value
 * @param {number} max
 * @param {string} testid
 */
function field(id, label, value, max, testid) {
  return h('input', {
    class: 'input',
    id,
    name: id,
    value,
    required: true,
    maxlength: String(max),
    autocomplete: id === 'name' ? 'nickname' : 'off',
    spellcheck: 'false',
    'aria-label': label,
    data: { testid },
  });
}

/** @param {string} id @param {string} label @param {HTMLElement} input */
const labelled = (id, label, input) => h('div', { class: 'field' }, h('label', { class: 'field-label', for: id }, label), input);
