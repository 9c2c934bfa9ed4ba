import { RingwayError } from './errors.js';

/**
 * @typedef {{ name: string, type?: string, value: string, checked?: boolean }} Field
 * @typedef {{ querySelectorAll(selector: string): Iterable<any> }} Form
 */

/** @param {any} value @returns {value is Form} */
const isForm = (value) => typeof value?.querySelectorAll === 'function' && value.nodeName === 'FORM';

/** @param {any} value @returns {value is SubmitEvent} */
const isSubmit = (value) => typeof value?.preventDefault === 'function' && isForm(value.target);

/**
 * What an app handed in: the fields of a form, of its submit event or of a FormData as one object, by skapi-js's rules;
 * anything else as it is. A submit event is kept from loading a page. Files are left out.
 * @param {any} input
 * @param {{ nullIfEmpty?: boolean }} [options]
 */
export function valueOf(input, options = {}) {
  if (isSubmit(input)) {
    input.preventDefault();
    return fromForm(/** @type {any} */ (input.target), options);
  }
  if (isForm(input)) return fromForm(input, options);
  if (typeof FormData !== 'undefined' && input instanceof FormData) return fromFormData(input, options);
  return input;
}

/**
 * @param {Form} form
 * @param {{ nullIfEmpty?: boolean }} options
 */
function fromForm(form, options) {
  const data = Object.create(null);
  for (const selector of ['select', 'textarea', 'input']) {
    for (const field of form.querySelectorAll(selector)) {
      const value = fieldValue(field);
      if (field.name && value !== undefined) put(data, field.name, value, options);
    }
  }
  return data;
}

/**
 * @param {FormData} form
 * @param {{ nullIfEmpty?: boolean }} options
 */
function fromFormData(form, options) {
  const data = Object.create(null);
  form.forEach((value, name) => typeof value === 'string' && put(data, name, value, options));
  return data;
}

/**
 * A number, a truth value or text, by the kind of field; undefined where the field says nothing.
 * @param {Field} field
 */
function fieldValue({ type, value, checked = false }) {
  switch (type) {
    case 'number':
      return value === '' ? undefined : Number(value);
    case 'checkbox':
      return boxValue(value, checked);
    case 'radio':
      return checked ? boxValue(value, true) : undefined;
    case 'file':
      return undefined;
    default:
      return value;
  }
}

/**
 * @param {string} value
 * @param {boolean} checked
 */
function boxValue(value, checked) {
  if (value === '' || value === 'on' || value === 'true') return checked;
  if (value === 'false') return !checked;
  return checked ? value : undefined;
}

/**
 * Puts a value under a name such as `a[b][0]`. A name that comes twice makes a list.
 * @param {any} data
 * @param {string} name
 * @param {any} value
 * @param {{ nullIfEmpty?: boolean }} options
 */
function put(data, name, value, { nullIfEmpty }) {
  const keys = name.split('[').map(keyOf);
  if (typeof keys[0] === 'number') throw new RingwayError('bad_request', 'a field named by a number');
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
