/**
 * Asks before something is done that cannot be taken back.
 *
 * Test ids: confirm, confirm-yes, confirm-no.
 */
import { h } from '../app/dom.js';

/**
 * Escape and the way round are no. The keyboard begins at what does nothing, and goes back to where it was.
 *
 * @param {{title: string, text: string, act: string}} words `act` is what the button does that goes on
 * @returns {Promise<boolean>}
 */
export function confirmed({ title, text, act }) {
  return new Promise((resolve) => {
    const heading = h('h2', { id: 'confirm-title' }, title);
    const words = h('p', { id: 'confirm-text' }, text);
    const end = (/** @type {string} */ answer) => () => dialog.close(answer);
    const stay = h('button', { class: 'button button-quiet', type: 'button', autofocus: true, data: { testid: 'confirm-no' }, on: { click: end('no') } }, 'Cancel');
    const go = h('button', { class: 'button button-danger', type: 'button', data: { testid: 'confirm-yes' }, on: { click: end('yes') } }, act);
    const dialog = h(
      'dialog',
      { class: 'dialog confirm', role: 'alertdialog', 'aria-labelledby': heading.id, 'aria-describedby': words.id, data: { testid: 'confirm' } },
      h('div', { class: 'dialog-head' }, heading),
      h('div', { class: 'dialog-body' }, words, h('div', { class: 'confirm-actions' }, stay, go)),
    );
    dialog.addEventListener('close', () => {
      dialog.remove();
      resolve(dialog.returnValue === 'yes');
    });
    document.body.append(dialog);
    dialog.showModal();
  });
}
