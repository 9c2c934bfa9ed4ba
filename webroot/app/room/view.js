/**
 * The room from within: a bar on top, the tiles, the controls.
 *
 * Test ids: room (data-state), room-title, room-people, room-copy, tiles (data-tiles), room-mute, room-camera, room-screen,
 * room-devices, room-leave; of a tile see tile.js.
 */
import { Control } from '../call-control.js';
import { attribute, h, icon, setText } from '../dom.js';
import { preferences, canShareScreen } from '../media.js';
import { displayName } from '../names.js';
import { toast } from '../notices.js';
import { themeButton } from '../theme.js';
import { bestGrid } from './layout.js';
import { Tile } from './tile.js';
import { crowdWords } from './words.js';

/**
 * @import { LocalStream, Peer, RemoteStream, Room } from '../../js/room.js'
 * @import { Identity } from '../identity.js'
 * @import { Studio } from './studio.js'
 */

const GAP = 12;
/** The part of the stage that a shared screen takes. */
const SCREEN_PART = 0.76;

export class View {
  /** @type {Map<Peer | 'self', Tile>} faces */
  #faces = new Map();
  /** @type {Map<RemoteStream | LocalStream, Tile>} */
  #screens = new Map();
  /** @type {(() => void)[]} */
  #offs = [];

  /**
   * @param {Room} room
   * @param {Studio} studio
   * @param {Identity} me
   * @param {{ leave: () => void, devices: () => void }} on
   */
  constructor(room, studio, me, on) {
    this.room = room;
    this.studio = studio;
    this.me = me;
    this.title = h('h1', { class: 'room-title', data: { testid: 'room-title' } });
    this.people = h('span', { class: 'pill', data: { testid: 'room-people' } });
    this.state = h('p', { class: 'room-banner', role: 'status', hidden: true }, icon('alert'), 'The gateway is being looked for. Sound and picture go on meanwhile.');
    this.tiles = h('div', { class: 'tiles', data: { testid: 'tiles' } });
    this.focus = h('div', { class: 'tiles-focus' });
    this.stage = h('main', { class: 'room-stage', id: 'stage', tabindex: '-1', 'aria-label': 'People' }, this.focus, this.tiles);
    this.mute = new Control('room-mute', 'M', () => void studio.toggle('audio'));
    this.camera = new Control('room-camera', 'V', () => void studio.toggle('video'));
    this.screen = new Control('room-screen', 'S', () => void this.#share());
    this.devices = new Control('room-devices', 'D', on.devices);
    this.leave = new Control('room-leave', '', on.leave);
    this.leave.element.classList.add('control-end');
    this.leave.show({ glyph: 'leave', label: 'Leave' });
    this.devices.show({ glyph: 'settings', label: 'Devices' });
    this.element = this.#build();
    this.resizes = new ResizeObserver(() => this.#layOut());
  }

  begin() {
    const { room, studio } = this;
    this.#named();
    const self = new Tile({ userId: this.me.userId, name: `${this.me.name} (you)`, self: true });
    self.show(studio.stream);
    this.#faces.set('self', self);
    this.tiles.append(self.element);
    for (const peer of room.peers) this.#came(peer);
    const key = (/** @type {KeyboardEvent} */ event) => this.#key(event);
    addEventListener('keydown', key);
    this.#offs.push(
      room.on('peer-joined', (peer) => this.#came(peer)),
      room.on('peer-left', (peer) => this.#went(peer)),
      room.on('streams-changed', (own) => this.#ownScreens(own)),
      room.on('active-speaker', ({ peer, self: isSelf }) => this.#speaks(isSelf ? 'self' : peer)),
      room.on('state-change', () => this.render()),
      room.on('moved', () => this.#named()),
      studio.on('changed', () => this.render()),
      () => removeEventListener('keydown', key),
    );
    this.resizes.observe(this.stage);
    this.render();
    this.stage.focus();
  }

  #named() {
    const { name } = this.room;
    document.title = `${name} · Ringway`;
    setText(this.title, name);
  }

  end() {
    for (const off of this.#offs.splice(0)) off();
    this.resizes.disconnect();
    for (const tile of [...this.#faces.values(), ...this.#screens.values()]) tile.end();
  }

  render() {
    const { studio, room } = this;
    const [hears, sees] = [studio.isOn('audio'), studio.isOn('video')];
    const shares = room.streams.some(({ role }) => role === 'screen');
    this.element.dataset.state = room.state;
    this.state.hidden = room.state !== 'reconnecting';
    setText(this.people, crowdWords(room.peers.length));
    this.mute.show({ glyph: hears ? 'mic' : 'mic-off', label: hears ? 'Mute' : 'Unmute', off: !hears });
    this.camera.show({ glyph: sees ? 'camera' : 'camera-off', label: sees ? 'Camera off' : 'Camera on', off: !sees });
    this.screen.show({ glyph: shares ? 'screen-off' : 'screen', label: shares ? 'Stop sharing' : 'Share screen', active: shares, disabled: !canShareScreen() });
    const self = this.#faces.get('self');
    self?.show(studio.stream);
    self?.state({ sees: Boolean(sees), hears: Boolean(hears) });
    this.#layOut();
  }

  /** @param {Peer} peer */
  #came(peer) {
    const tile = new Tile({ userId: peer.userId, name: displayName(peer.userId, peer.meta), self: false });
    this.#faces.set(peer, tile);
    this.tiles.append(tile.element);
    const update = () => this.#peer(peer, tile);
    const offs = [
      peer.on('stream-added', (stream) => this.#shown(peer, stream)),
      peer.on('stream-removed', (stream) => this.#hidden(peer, stream)),
      ...(/** @type {const} */ (['track', 'muted', 'unmuted', 'state-change', 'quality', 'updated']).map((event) => peer.on(event, update))),
    ];
    this.#offs.push(...offs);
    for (const stream of peer.streams.values()) this.#shown(peer, stream);
    update();
    this.render();
  }

  /** @param {Peer} peer */
  #went(peer) {
    this.#faces.get(peer)?.end();
    this.#faces.delete(peer);
    this.render();
  }

  /** @param {Peer} peer @param {RemoteStream} stream */
  #shown(peer, stream) {
    if (stream.role === 'screen') this.#addScreen(stream, stream.stream, displayName(peer.userId, peer.meta), peer.userId);
    else this.#face(peer);
  }

  /** @param {Peer} peer @param {RemoteStream} stream */
  #hidden(peer, stream) {
    this.#removeScreen(stream);
    this.#face(peer);
  }

  /** @param {Peer} peer */
  #face(peer) {
    const tile = this.#faces.get(peer);
    if (tile) this.#peer(peer, tile);
  }

  /** @param {Peer} peer @param {Tile} tile */
  #peer(peer, tile) {
    const camera = [...peer.streams.values()].find(({ role }) => role !== 'screen');
    const has = (/** @type {'audio' | 'video'} */ kind) =>
      Boolean(camera && !camera.muted.has(kind) && camera.stream.getTracks().some((track) => track.kind === kind));
    tile.rename(displayName(peer.userId, peer.meta));
    tile.show(camera?.stream ?? null);
    tile.state({ sees: has('video'), hears: has('audio'), link: peer.state, reason: peer.reason, quality: peer.quality });
  }

  /** @param {readonly LocalStream[]} own */
  #ownScreens(own) {
    const screens = own.filter(({ role }) => role === 'screen');
    for (const known of this.#screens.keys()) {
      if (this.#screens.get(known)?.self && !screens.includes(/** @type {LocalStream} */ (known))) this.#removeScreen(known);
    }
    for (const screen of screens) if (!this.#screens.has(screen)) this.#addScreen(screen, screen.stream, 'You', this.me.userId, true);
    this.render();
  }

  /**
   * @param {RemoteStream | LocalStream} key
   * @param {MediaStream} stream
   * @param {string} name
   * @param {string} userId
   */
  #addScreen(key, stream, name, userId, self = false) {
    const tile = new Tile({ userId, name: self ? 'Your screen' : `${name}’s screen`, self, screen: true });
    tile.show(stream);
    tile.state({ sees: true, hears: true });
    this.#screens.set(key, tile);
    this.focus.append(tile.element);
    this.render();
  }

  /** @param {RemoteStream | LocalStream} key */
  #removeScreen(key) {
    this.#screens.get(key)?.end();
    this.#screens.delete(key);
    this.render();
  }

  /** @param {Peer | 'self' | null} who */
  #speaks(who) {
    for (const [one, tile] of this.#faces) tile.speaks(one === who);
  }

  async #share() {
    const shared = this.room.streams.filter(({ role }) => role === 'screen');
    if (shared.length > 0) return shared.forEach(({ stream }) => this.room.removeStream(stream));
    try {
      await this.room.shareScreen({ audio: true });
    } catch (error) {
      // Who closes the browser's dialog has thought better of it.
      if (/** @type {any} */ (error).code !== 'media_denied') toast('The screen cannot be shared here.');
    }
  }

  #layOut() {
    const width = this.stage.clientWidth - 2 * GAP;
    const height = this.stage.clientHeight - 2 * GAP;
    const screens = this.#screens.size;
    const upright = height > width;
    this.stage.dataset.focus = String(screens > 0);
    this.stage.dataset.upright = String(upright);
    this.tiles.dataset.tiles = String(this.#faces.size);
    attribute(this.focus, 'hidden', screens === 0);
    const across = screens > 0 && !upright ? width * (1 - SCREEN_PART) : width;
    const down = screens > 0 && upright ? height * 0.4 : height;
    fit(this.tiles, this.#faces.size, across, down);
    if (screens > 0) fit(this.focus, screens, upright ? width : width * SCREEN_PART - GAP, upright ? height * 0.6 - GAP : height);
    const { audiooutput } = preferences();
    for (const tile of [...this.#faces.values(), ...this.#screens.values()]) tile.sound(audiooutput);
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector('dialog[open]')) return;
    for (const control of [this.mute, this.camera, this.screen, this.devices]) {
      if (control.key === event.key.toUpperCase() && !control.element.disabled) control.press();
    }
  }

  async #copy() {
    try {
      await navigator.clipboard.writeText(location.href);
      toast('The link is copied. Whoever opens it comes into this room.');
    } catch {
      toast(`Copy this address: ${location.href}`);
    }
  }

  #build() {
    const copy = h(
      'button',
      { class: 'button button-quiet room-copy', type: 'button', title: 'Copy the link to this room', data: { testid: 'room-copy' }, on: { click: () => void this.#copy() } },
      icon('link'),
      h('span', {}, 'Invite'),
    );
    const head = h(
      'header',
      { class: 'room-head' },
      h('img', { src: 'img/icon.svg', alt: '', width: '28', height: '28' }),
      this.title,
      this.people,
      h('span', { class: 'room-space' }),
      copy,
      themeButton(),
    );
    const controls = [this.mute, this.camera, this.screen, this.devices, this.leave].map(({ element }) => element);
    const bar = h('div', { class: 'room-bar', role: 'toolbar', 'aria-label': 'Your sound and picture' }, ...controls);
    return h('div', { class: 'room', data: { testid: 'room' } }, head, this.state, this.stage, bar);
  }
}

/**
 * @param {HTMLElement} box
 * @param {number} tiles
 * @param {number} width
 * @param {number} height
 */
function fit(box, tiles, width, height) {
  const size = bestGrid(tiles, width, height, GAP);
  box.style.setProperty('--columns', String(size.columns));
  box.style.setProperty('--tile-width', `${size.width}px`);
  box.style.setProperty('--tile-height', `${size.height}px`);
}
