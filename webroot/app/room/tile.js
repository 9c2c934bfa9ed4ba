/**
 * One picture in the room: a face or a screen, with a name, and what is wrong with it where something is.
 *
 * Test ids: tile (data-user, data-kind `face` or `screen`, data-self, data-link, data-speaking, data-sees, data-hears,
 * data-quality), tile-video within.
 */
import { avatar, updateAvatar } from '../avatar.js';
import { attribute, h, icon, setText } from '../dom.js';
import { peerWords, qualityWords } from './words.js';

/** @import { Quality } from '../../js/room.js' */

export class Tile {
  #sink = '';

  /** @param {{ userId: string, name: string, self: boolean, screen?: boolean }} who */
  constructor({ userId, name, self, screen = false }) {
    this.self = self;
    this.video = h('video', { class: 'tile-video', autoplay: true, playsinline: true, 'aria-label': name, data: { testid: 'tile-video' } });
    this.video.muted = self;
    this.portrait = avatar(userId, name, { size: 'xl' });
    this.name = h('span', { class: 'tile-name' }, name);
    this.mic = icon('mic-off');
    this.bars = h('span', { class: 'bars', role: 'img', hidden: true }, ...[1, 2, 3, 4, 5].map(() => h('i', {})));
    this.cover = h('p', { class: 'tile-cover', hidden: true });
    const label = h('div', { class: 'tile-label' }, this.mic, this.name);
    this.element = h(
      'figure',
      { class: 'tile', data: { testid: 'tile', user: userId, kind: screen ? 'screen' : 'face', self: String(self), speaking: 'false' } },
      h('div', { class: 'tile-portrait' }, this.portrait),
      this.video,
      this.cover,
      h('figcaption', { class: 'tile-foot' }, label, this.bars),
    );
  }

  /** @param {MediaStream | null} stream */
  show(stream) {
    if (this.video.srcObject !== stream) this.video.srcObject = stream;
    // A page that was opened without a touch may not play sound before there is one.
    if (stream) this.video.play().catch(() => addEventListener('pointerdown', () => void this.video.play().catch(() => {}), { once: true }));
  }

  /** @param {{ sees: boolean, hears: boolean, link?: string, reason?: string, quality?: Quality }} state */
  state({ sees, hears, link = '', reason = '', quality }) {
    const { dataset } = this.element;
    dataset.sees = String(sees);
    dataset.hears = String(hears);
    dataset.link = link;
    this.video.classList.toggle('tile-video-off', !sees);
    attribute(this.mic, 'hidden', hears || dataset.kind === 'screen');
    const words = peerWords(link);
    this.cover.hidden = !words;
    setText(this.cover, words && reason && link === 'failed' ? `${words}. ${reason}` : words);
    if (!quality) return;
    const isKnown = link === 'connected' && quality.score > 0;
    this.bars.hidden = !isKnown;
    dataset.quality = String(quality.score);
    if (!isKnown) return;
    this.bars.dataset.score = String(quality.score);
    this.bars.title = qualityWords(quality);
    attribute(this.bars, 'aria-label', qualityWords(quality));
  }

  /** @param {string} name */
  rename(name) {
    setText(this.name, name);
    updateAvatar(this.portrait, name);
    attribute(this.video, 'aria-label', name);
  }

  /** @param {boolean} speaks */
  speaks(speaks) {
    this.element.dataset.speaking = String(speaks);
  }

  /** @param {string | undefined} deviceId where sound comes out */
  sound(deviceId = '') {
    if (this.self || deviceId === this.#sink || !('setSinkId' in this.video)) return;
    this.#sink = deviceId;
    /** @type {any} */ (this.video).setSinkId(deviceId).catch(() => {});
  }

  end() {
    this.video.srcObject = null;
    this.element.remove();
  }
}
