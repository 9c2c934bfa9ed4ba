/** Where the key is asked for. Test ids: key, unlock, refused. */
import { h, setText } from '../app/dom.js';
import { ask, Refusal, storeKey } from './api.js';

/**
 * @param {string} tenant
 * @param {() => void} opened
 * @param {string} [why] what went wrong before
 */
export function gate(tenant, opened, why = '') {
  const key = h('input', { class: 'input', type: 'password', id: 'key', autocomplete: 'current-password', required: true, data: { testid: 'key' } });
  const button = h('button', { class: 'button button-primary', data: { testid: 'unlock' } }, 'Open');
  const refused = h('p', { class: 'notice-box', role: 'alert', hidden: !why, data: { kind: 'error', testid: 'refused' } }, why);
  const submit = async (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    button.disabled = true;
    storeKey(key.value);
    try {
      await ask('nodes', { tenant });
      opened();
    } catch (refusal) {
      storeKey('');
      setText(refused, refusal instanceof Refusal ? refusal.message : String(refusal));
      refused.hidden = false;
      button.disabled = false;
      key.select();
    }
  };
  return h(
    'main',
    { class: 'gate' },
    h(
      'form',
      { class: 'card gate-card', on: { submit } },
      h('img', { class: 'gate-logo', src: '../img/icon.svg', alt: '' }),
      h('h1', {}, 'Ringway operators'),
      h('p', { class: 'quiet' }, 'The key is the one set as management.admin_key. It stays in this tab.'),
      h('div', { class: 'field' }, h('label', { class: 'field-label', for: 'key' }, "Operators' key"), key),
      refused,
      button,
    ),
  );
}
