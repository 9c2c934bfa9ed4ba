/**
 * The first visit: what should people call you?
 *
 * Test ids: welcome, name-input, shuffle, enter.
 */
import { avatar, updateAvatar } from './avatar.js';
import { h, icon } from './dom.js';
import { MAX_NAME, randomName } from './names.js';

/**
 * Shows the card and waits for a name.
 *
 * @param {HTMLElement} root
 * @returns {Promise<string>}
 */
export function askName(root) {
  return new Promise((resolve) => {
    const suggestion = randomName();
    const portrait = avatar(suggestion, suggestion, { class: 'welcome-avatar' });
    const input = h('input', {
      class: 'input',
      id: 'name',
      name: 'name',
      required: true,
      maxlength: String(MAX_NAME),
      autocomplete: 'nickname',
      spellcheck: 'false',
      value: suggestion,
      data: { testid: 'name-input' },
      on: { input: () => updateAvatar(portrait, input.value) },
    });
    const shuffle = h(
      'button',
      {
        class: 'icon-button',
        type: 'button',
        'aria-label': 'Another name',
        title: 'Another name',
        data: { testid: 'shuffle' },
        on: {
          click: () => {
            input.value = randomName();
            updateAvatar(portrait, input.value);
          },
        },
      },
      icon('shuffle'),
    );
    const submit = (/** @type {Event} */ event) => {
      event.preventDefault();
      const name = input.value.trim();
      if (!name) return input.focus();
      root.replaceChildren();
      resolve(name);
    };
    root.replaceChildren(card(submit, h('div', { class: 'name-row' }, portrait, input, shuffle)));
    input.focus();
    input.select();
  });
}

/**
 * @param {(event: Event) => void} submit
 * @param {HTMLElement} nameRow
 */
function card(submit, nameRow) {
  const form = h(
    'form',
    { class: 'welcome-form', on: { submit } },
    h('div', { class: 'field' }, h('label', { class: 'field-label', for: 'name' }, 'Your name'), nameRow),
    h('button', { class: 'button button-primary welcome-submit', type: 'submit', data: { testid: 'enter' } }, 'Enter the lobby'),
  );
  const note = h(
    'p',
    { class: 'welcome-note' },
    icon('lock'),
    'No account and no tracking. The name belongs to this tab; a second tab is a second person.',
  );
  const lead = 'See who is here, write to them, and call them. Sound and picture go straight from browser to browser.';
  return h(
    'main',
    { class: 'welcome', id: 'conversation', tabindex: '-1' },
    h(
      'div',
      { class: 'welcome-card', data: { testid: 'welcome' } },
      h('img', { class: 'welcome-logo', src: 'img/icon.svg', alt: '', width: '52', height: '52' }),
      h('div', {}, h('h1', {}, 'Welcome to Ringway'), h('p', { class: 'welcome-lead' }, lead)),
      form,
      note,
    ),
  );
}
