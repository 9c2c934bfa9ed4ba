/**
 * Where a user is: a row for each session, and for each member without a connection.
 *
 * Test ids: user-session, user-virtual, user-kick.
 */
import { attribute, h, renderList, setText } from '../app/dom.js';
import { placesWords, shortNode } from './words.js';

/**
 * @typedef {{cid: string, node: string, dialect: string, parked: boolean, address: string, groups: string[]}} Session
 * @typedef {{group: string, since: number, ttl_ms: number, left_ms: number}} Stay
 * @typedef {{cid: string, node: string, groups: Stay[], more: number}} Virtual a member without a connection; `more` groups than those
 */

/**
 * A row that stays while it is looked at, so that the keyboard keeps its place; {@link showSession} or {@link showVirtual} fills it.
 *
 * @param {string} testid
 * @param {string} cid
 * @param {() => void} kick
 */
export function presenceRow(testid, cid, kick) {
  /** @param {MouseEvent} event the second click of a double one is meant for what was there before, wherever rows have moved */
  const click = ({ detail }) => {
    if (row.dataset.gone !== 'true' && detail < 2) kick();
  };
  /** @type {HTMLElement} */
  const row = h(
    'li',
    { class: 'session', data: { testid } },
    h('span', { class: 'dot' }),
    h('div', { class: 'session-text' }, h('p', { class: 'session-state' }), h('p', { class: 'mono quiet session-cid' }, cid), h('ul', { class: 'session-groups' })),
    h('button', { class: 'button button-quiet', type: 'button', data: { testid: 'user-kick' }, on: { click } }),
  );
  return row;
}

/**
 * Says on a row that was filled that whom it is about is gone. It is as high as before, and its button, which does nothing then, keeps the
 * keyboard's place.
 *
 * @param {HTMLElement} row
 * @param {boolean} isGone
 */
export function markGone(row, isGone) {
  row.dataset.gone = String(isGone);
  const button = row.querySelector('button');
  if (!button) return;
  attribute(button, 'aria-disabled', isGone && 'true');
  if (isGone) setText(button, 'Gone');
}

/**
 * @param {HTMLElement} row
 * @param {Session} session
 */
export function showSession(row, { node, dialect, parked, address, groups }) {
  row.dataset.parked = String(parked);
  const state = parked ? 'Waiting for its client' : `Connected from ${address || 'an unknown address'}`;
  fill(row, `${state}, ${dialect}, node ${shortNode(node)}`, [groups.length ? `In ${groups.join(', ')}` : 'In no group'], 'Disconnect');
}

/**
 * @param {HTMLElement} row
 * @param {Virtual} member
 */
export function showVirtual(row, { node, groups, more }) {
  fill(row, `Posted by the app, node ${shortNode(node)}`, placesWords({ groups, more }), 'Take out');
}

/**
 * @param {HTMLElement} row
 * @param {string} state
 * @param {string[]} groups
 * @param {string} act what the button does
 */
function fill(row, state, groups, act) {
  const head = row.querySelector('.session-state');
  const button = row.querySelector('button');
  if (head) setText(head, state);
  if (button) setText(button, act);
  const list = row.querySelector('.session-groups');
  if (list) renderList(list, groups.map((text, index) => ({ text, index })), ({ index }) => `${index}`, () => h('li', { class: 'quiet' }), (item, { text }) => setText(item, text));
}
