/**
 * The card of an incoming call. Takes the keyboard's focus without putting it on a button, so that a key meant for
 * something else neither accepts nor declines; gives it back when it goes.
 *
 * Test ids: ring, ring-title, accept, accept-audio, decline.
 */
import { avatar } from './avatar.js';
import { find, h, icon, setText } from './dom.js';
import { ringWords } from './words.js';

/** Several cards may be there at once, each with its own words. */
let cards = 0;

/**
 * @param {{userId: string, name: string, video: boolean, starts: boolean, busyWith: string|null}} ring
 *   the other side, whom this user is to call where it `starts`; busyWith: who the call in progress is with, if there is one
 * @param {{accept: (video: boolean) => void, decline: () => void}} on
 * @returns {{close: () => void, busyWith: (name: string|null) => void}} `close` takes the card away; `busyWith` is as above, and changes
 *   what the card says
 */
export function showRing(ring, on) {
  const before = document.activeElement;
  const act = (/** @type {() => void} */ action) => () => {
    close();
    action();
  };
  const { title, sub } = ringWords(ring);
  const id = `ring-${++cards}`;
  const subLine = h('p', { class: 'ring-sub', id: `${id}-sub` }, sub);
  const card = h(
    'div',
    {
      class: 'ring',
      role: 'alertdialog',
      tabindex: '-1',
      'aria-labelledby': `${id}-title`,
      'aria-describedby': `${id}-sub`,
      data: { testid: 'ring' },
      on: { keydown: (event) => event.key === 'Escape' && act(on.decline)() },
    },
    h(
      'div',
      { class: 'ring-who' },
      avatar(ring.userId, ring.name, { class: 'ring-avatar' }),
      h(
        'div',
        {},
        h('h2', { class: 'ring-title', id: `${id}-title`, data: { testid: 'ring-title' } }, title),
        subLine,
      ),
    ),
    h(
      'div',
      { class: 'ring-actions' },
      ringButton('accept', 'button-primary', 'camera', 'Accept', act(() => on.accept(true))),
      ringButton('accept-audio', '', 'phone', 'Voice only', act(() => on.accept(false))),
      ringButton('decline', 'button-danger', 'phone-down', 'Decline', act(on.decline)),
    ),
  );
  const close = () => {
    const focused = card.contains(document.activeElement);
    card.remove();
    if (focused && before instanceof HTMLElement && before.isConnected) before.focus();
  };
  find('#rings', HTMLElement).append(card);
  card.focus();
  return { close, busyWith: (busyWith) => setText(subLine, ringWords({ ...ring, busyWith }).sub) };
}

/**
 * @param {string} testid
 * @param {string} look
 * @param {string} glyph
 * @param {string} label
 * @param {() => void} click
 */
function ringButton(testid, look, glyph, label, click) {
  return h('button', { class: `button ${look}`, type: 'button', data: { testid }, on: { click } }, icon(glyph), label);
}
