/** Making elements. Text only ever becomes a text node, never markup. */

const SVG = 'http://www.w3.org/2000/svg';

/**
 * @typedef {Node|string|null|undefined|false} Child
 * @typedef {{class?: string, data?: Record<string, string|undefined>, on?: Record<string, (event: any) => void>,
 *   [attribute: string]: any}} Props
 */

/**
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} tag
 * @param {Props} [props] attributes; `class`, `data` and `on` as said; true sets an empty attribute, false and null none
 * @param {...Child} children
 * @returns {HTMLElementTagNameMap[K]}
 */
export function h(tag, props = {}, ...children) {
  const element = document.createElement(tag);
  const { data = {}, on = {}, ...attributes } = props;
  Object.entries(attributes).forEach(([name, value]) => attribute(element, name, value));
  Object.entries(data).forEach(([name, value]) => value !== undefined && (element.dataset[name] = value));
  Object.entries(on).forEach(([type, listener]) => element.addEventListener(type, listener));
  element.append(.../** @type {(Node|string)[]} */ (children.filter((child) => child || child === '')));
  return element;
}

/**
 * @param {Element} element
 * @param {string} name
 * @param {string|number|boolean|null|undefined} value
 */
export function attribute(element, name, value) {
  if (value === false || value === null || value === undefined) element.removeAttribute(name);
  else element.setAttribute(name, value === true ? '' : String(value));
}

const SPRITE = new URL('../img/icons.svg', import.meta.url).pathname;

/** What stands before a symbol's name: the file, until it is part of the page. */
let symbols = `${SPRITE}#`;

/** How long a page waits for its icons before it is drawn, in milliseconds. */
const ICONS_MS = 2_000;

/**
 * Makes the icons part of the page. A browser asks for the file again for a new icon, and the gateway may be away then. A page
 * without them is drawn all the same: each icon then asks for the file itself.
 */
export async function loadIcons() {
  const text = await iconFile().catch(() => null);
  if (text === null) return;
  const sprite = new DOMParser().parseFromString(text, 'image/svg+xml').documentElement;
  for (const symbol of sprite.children) symbol.id = `icon-${symbol.id}`;
  sprite.setAttribute('class', 'sprite');
  sprite.setAttribute('aria-hidden', 'true');
  document.body.append(document.adoptNode(sprite));
  symbols = '#icon-';
}

async function iconFile() {
  const answer = await fetch(SPRITE, { signal: AbortSignal.timeout(ICONS_MS) });
  return answer.ok ? answer.text() : null;
}

/**
 * An icon of the sprite, hidden from screen readers: its button has the name.
 *
 * @param {string} name
 */
export function icon(name) {
  const svg = document.createElementNS(SVG, 'svg');
  const use = document.createElementNS(SVG, 'use');
  svg.setAttribute('class', 'icon');
  svg.setAttribute('aria-hidden', 'true');
  svg.append(use);
  setIcon(svg, name);
  return svg;
}

/**
 * @param {Element} svg
 * @param {string} name
 */
export function setIcon(svg, name) {
  const href = symbols + name;
  const use = svg.querySelector('use');
  if (use?.getAttribute('href') !== href) use?.setAttribute('href', href);
}

/**
 * Sets text where it differs, so that screen readers and selections are left alone.
 *
 * @param {Element} element
 * @param {string} text
 */
export function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/**
 * @template {Element} T
 * @param {string} selector
 * @param {abstract new () => T} type
 * @returns {T}
 */
export function find(selector, type) {
  const element = document.querySelector(selector);
  if (!(element instanceof type)) throw new Error(`No ${type.name} at ${selector}`);
  return element;
}

/**
 * Makes a parent's children follow a list, keeping the elements (and with them focus) of the keys that stay.
 *
 * @template T
 * @param {Element} parent
 * @param {T[]} items
 * @param {(item: T) => string} keyOf
 * @param {(item: T) => HTMLElement} create
 * @param {(element: HTMLElement, item: T) => void} update called for new ones, too
 */
export function renderList(parent, items, keyOf, create, update) {
  const keys = new Set(items.map(keyOf));
  /** @type {Map<string|undefined, HTMLElement>} */
  const old = new Map();
  for (const child of /** @type {HTMLElement[]} */ ([...parent.children])) {
    if (keys.has(child.dataset.key ?? '')) old.set(child.dataset.key, child);
    else child.remove();
  }
  let place = parent.firstElementChild;
  for (const item of items) {
    const element = old.get(keyOf(item)) ?? create(item);
    element.dataset.key = keyOf(item);
    update(element, item);
    if (element === place) place = place.nextElementSibling;
    else parent.insertBefore(element, place);
  }
}
