/** Light, dark, or as the system says. */
import { attribute, h, icon, setIcon } from './dom.js';

/** @typedef {'auto'|'light'|'dark'} Theme */

const KEY = 'ringway.theme';
const ORDER = /** @type {Theme[]} */ (['auto', 'light', 'dark']);
const ICONS = { auto: 'auto', light: 'sun', dark: 'moon' };
const NAMES = { auto: 'as the system', light: 'light', dark: 'dark' };
const systemDark = matchMedia('(prefers-color-scheme: dark)');
systemDark.addEventListener('change', () => apply(stored()));

/** A button that goes through the three themes. */
export function themeButton() {
  const glyph = icon('auto');
  const button = h('button', { class: 'icon-button theme-button', type: 'button', data: { testid: 'theme' } }, glyph);
  const show = () => {
    const theme = stored();
    const name = `Colours: ${NAMES[theme]}`;
    setIcon(glyph, ICONS[theme]);
    attribute(button, 'aria-label', name);
    button.title = name;
    apply(theme);
  };
  button.addEventListener('click', () => {
    store(ORDER[(ORDER.indexOf(stored()) + 1) % ORDER.length] ?? 'auto');
    show();
  });
  show();
  return button;
}

/** @param {Theme} theme */
function apply(theme) {
  const dark = theme === 'dark' || (theme === 'auto' && systemDark.matches);
  document.documentElement.dataset.theme = dark ? 'dark' : 'light';
}

/** @returns {Theme} */
function stored() {
  try {
    const value = localStorage.getItem(KEY);
    return value === 'light' || value === 'dark' ? value : 'auto';
  } catch {
    return memory;
  }
}

/** @type {Theme} what was chosen, where storage is blocked */
let memory = 'auto';

/** @param {Theme} theme */
function store(theme) {
  memory = theme;
  try {
    localStorage.setItem(KEY, theme);
  } catch {
    // Storage is blocked: the choice holds until the page goes.
  }
}
