import { check } from './errors.js';

/**
 * @typedef {{ name: string, type?: string, value: string, checked?: boolean }} Field
 * @typedef {{ querySelectorAll(selector: string): Iterable<any> }} Form
 */

/** @param {any} value @returns {value is Form} */
const isForm = (value) => typeof value?.querySelectorAll === 'function' && value.nodeName === 'FORM';

/**
 * What an app handed in: the fields of a form, of its submit event or of a FormData as one object, by skapi-js's rules;
 * anything else as it is. A submit event is kept from loading a page. Files are left out.
 * @param {any} input
 * @param {boolean} [nullIfEmpty]
 */
export function valueOf(input, nullIfEmpty) {
  let from = input;
  if (typeof from?.preventDefault === 'function' && isForm(from.target)) {
    from.preventDefault();
    from = from.target;
  }
  const data = Object.create(null);
  if (isForm(from)) {
    for (const selector of ['select', 'textarea', 'input']) {
      for (const field of from.querySelectorAll(selector)) {
        const value = fieldValue(field);
        if (field.name && value !== undefined) put(data, field.name, value, nullIfEmpty);
      }
    }
  } else if (typeof FormData !== 'undefined' && from instanceof FormData) {
    from.forEach((value, name) => typeof value === 'string' && put(data, name, value, nullIfEmpty));
  } else return from;
  return data;
}

/**
 * A number, a truth value or text, by the kind of field; undefined where the field says nothing.
 * @param {Field} field
 */
function fieldValue({ type, value, checked = false }) {
  if (type === 'number') return value === '' ? undefined : Number(value);
  if (type === 'file' || (type === 'radio' && !checked)) return undefined;
  if (type !== 'checkbox' && type !== 'radio') return value;
  if (['', 'on', 'true'].includes(value)) return checked;
  if (value === 'false') return !checked;
  return checked ? value : undefined;
}

/**
 * Puts a value under a name such as `a[b][0]`. A name that comes twice makes a list.
 * @param {any} data
 * @param {string} name
 * @param {any} value
 * @param {boolean} [nullIfEmpty]
 */
function put(data, name, value, nullIfEmpty) {
  const keys = name.split('[').map(keyOf);
  check(typeof keys[0] !== 'number', 'field name');
  const last = /** @type {string | number} */ (keys.pop());
  let into = data;
  keys.forEach((key, at) => {
    into[key] ??= typeof (keys[at + 1] ?? last) === 'number' ? [] : Object.create(null);
    into = into[key];
  });
  const before = into[last];
  const now = nullIfEmpty && value === '' ? null : value;
  if (before === undefined) into[last] = now;
  else if (Array.isArray(before)) before.push(now);
  else into[last] = [before, now];
}

/** @param {string} part */
function keyOf(part) {
  const key = part.replace(']', '').replace(/^(["'])(.*)\1$/, '$2');
  return /^\d+$/.test(key) ? Number(key) : key;
}
