/** What a schema of an OpenAPI document says, in words. No DOM. */

/** @typedef {Record<string, any>} Json */

/**
 * @param {Json} document
 * @param {Json} part
 * @returns {Json} the part, or what it refers to; what stands beside a reference is added
 */
export function resolve(document, part) {
  if (typeof part?.$ref !== 'string') return part;
  const { $ref, ...beside } = part;
  const steps = $ref.slice(2).split('/');
  return { ...resolve(document, steps.reduce((at, step) => at[step], document)), ...beside };
}

/** @param {Json} schema */
export function typeOf(schema) {
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum) return schema.enum.map((/** @type {any} */ value) => JSON.stringify(value)).join(' | ');
  if (schema.oneOf) return 'one of';
  return schema.type ? [schema.type].flat().join(' or ') : 'any JSON';
}

/** @param {Json} schema */
export function bounds(schema) {
  const words = [
    range(schema.minimum, schema.maximum, ''),
    range(schema.minLength, schema.maxLength, ' characters'),
    range(schema.minItems, schema.maxItems, ' items'),
    schema.default === undefined ? '' : `${JSON.stringify(schema.default)} unless said`,
  ];
  return words.filter(Boolean).join(', ');
}

/**
 * @param {number|undefined} least
 * @param {number|undefined} most
 * @param {string} unit
 */
function range(least, most, unit) {
  if (least === undefined && most === undefined) return '';
  if (most === undefined) return `at least ${number(least)}${unit}`;
  if (least === undefined) return `at most ${number(most)}${unit}`;
  return `${number(least)} to ${number(most)}${unit}`;
}

/** @param {number|undefined} value */
function number(value) {
  return (value ?? 0).toLocaleString('en');
}

/**
 * The fields of an object, and of what is in it, in order.
 *
 * @param {Json} document
 * @param {Json} schema
 * @param {string} [prefix]
 * @returns {{name: string, required: boolean, schema: Json}[]}
 */
export function fields(document, schema, prefix = '') {
  const whole = resolve(document, schema);
  const alternatives = whole.oneOf ?? [];
  if (alternatives.length) return alternatives.flatMap((/** @type {Json} */ one) => fields(document, one, prefix));
  if (whole.type === 'array') return fields(document, whole.items ?? {}, `${prefix}[]`);
  const shared = (whole.allOf ?? []).flatMap((/** @type {Json} */ each) => {
    const part = resolve(document, each);
    return fields(document, { ...part, required: [...(part.required ?? []), ...(whole.required ?? [])] }, prefix);
  });
  const own = Object.entries(whole.properties ?? {}).flatMap(([key, value]) => {
    const name = prefix ? `${prefix}.${key}` : key;
    const field = resolve(document, value);
    const required = (whole.required ?? []).includes(key);
    return [{ name, required, schema: field }, ...fields(document, field, name)];
  });
  return [...shared, ...own];
}

const METHODS = ['get', 'post', 'put', 'patch', 'delete'];

/**
 * @param {Json} document
 * @returns {{path: string, method: string, operation: Json}[]}
 */
export function operations(document) {
  return Object.entries(document.paths).flatMap(([path, item]) =>
    METHODS.filter((method) => item[method]).map((method) => ({ path, method, operation: item[method] })),
  );
}
