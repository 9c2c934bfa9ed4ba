/** The backend API's document as a page. */
import { h } from '../dom.js';
import { bounds, fields, operations, resolve, typeOf } from './schema.js';

/** @typedef {import('./schema.js').Json} Json */
/** @typedef {{path: string, method: string, operation: Json}} Described */

const root = document.getElementById('reference');

/** @param {string} text paragraphs, with `code` in backquotes */
function prose(text) {
  return text
    .trim()
    .split(/\n\s*\n/)
    .map((paragraph) =>
      h('p', {}, ...paragraph.split('`').map((piece, i) => (i % 2 ? h('code', {}, piece) : piece.replace(/\s+/g, ' ')))),
    );
}

/** @param {string} method */
const badge = (method) => h('span', { class: `method method-${method}` }, method.toUpperCase());

/**
 * @param {string} caption
 * @param {{name: string, required: boolean, schema: Json, note?: string}[]} rows
 */
function table(caption, rows) {
  if (!rows.length) return null;
  return h(
    'section',
    { class: 'part' },
    h('h4', {}, caption),
    h(
      'dl',
      { class: 'fields' },
      ...rows.flatMap(({ name, required, schema, note }) => [
        h('dt', {}, h('code', {}, name), required && h('span', { class: 'required' }, 'required')),
        h(
          'dd',
          {},
          h('span', { class: 'type' }, [typeOf(schema), bounds(schema)].filter(Boolean).join(' · ')),
          ...prose(note ?? schema.description ?? '').filter((paragraph) => paragraph.textContent),
        ),
      ]),
    ),
  );
}

/**
 * @param {Json} api
 * @param {Json} operation
 */
function parameters(api, operation) {
  const rows = (operation.parameters ?? []).map((/** @type {Json} */ each) => {
    const parameter = resolve(api, each);
    const schema = resolve(api, parameter.schema);
    const note = parameter.description ?? schema.description;
    return { name: parameter.name, required: Boolean(parameter.required), schema, note: `${note ?? ''} (${parameter.in})` };
  });
  return table('Parameters', rows);
}

/**
 * @param {Json} api
 * @param {Json} operation
 */
function body(api, operation) {
  const sent = operation.requestBody && resolve(api, operation.requestBody);
  return sent && table(sent.required ? 'Body' : 'Body, or none', fields(api, sent.content['application/json'].schema));
}

/**
 * @param {Json} api
 * @param {Json} operation
 */
function answers(api, operation) {
  return h(
    'section',
    { class: 'part' },
    h('h4', {}, 'Answers'),
    ...Object.entries(operation.responses).map(([status, each]) => {
      const response = resolve(api, each);
      const schema = response.content?.['application/json']?.schema;
      const rows = schema && Number(status) < 400 ? fields(api, schema) : [];
      return h(
        'div',
        { class: 'answer' },
        h('span', { class: Number(status) < 400 ? 'status good' : 'status' }, status),
        h('div', {}, ...prose(response.description), table('', rows)),
      );
    }),
  );
}

/**
 * @param {Json} api
 * @param {Described} described
 */
function article(api, { path, method, operation }) {
  const scope = operation['x-scope'];
  return h(
    'article',
    { id: operation.operationId, class: 'operation' },
    h('h3', {}, operation.summary),
    h('p', { class: 'route' }, badge(method), h('code', {}, path), scope && h('span', { class: 'scope' }, `scope ${scope}`)),
    ...prose(operation.description ?? ''),
    parameters(api, operation),
    body(api, operation),
    answers(api, operation),
  );
}

/** @param {Json} api */
function page(api) {
  const all = operations(api);
  const links = all.map(({ method, operation }) =>
    h('li', {}, h('a', { href: `#${operation.operationId}` }, badge(method), h('span', {}, operation.summary))),
  );
  return [
    h('nav', { class: 'contents', 'aria-label': 'Calls' }, h('h2', {}, 'Calls'), h('ul', {}, ...links)),
    h(
      'main',
      {},
      h('header', {}, h('h1', {}, api.info.title), ...prose(api.info.description), source()),
      ...all.map((described) => article(api, described)),
    ),
  ];
}

function source() {
  return h('p', {}, 'The whole of it as OpenAPI 3.1: ', h('a', { href: '/v1/openapi.yaml' }, '/v1/openapi.yaml'));
}

async function start() {
  const answer = await fetch('/v1/openapi.json');
  if (!answer.ok) throw new Error(`/v1/openapi.json: ${answer.status}`);
  root?.replaceChildren(...page(await answer.json()));
  if (location.hash) document.getElementById(location.hash.slice(1))?.scrollIntoView();
}

start().catch((failure) => root?.replaceChildren(h('p', { role: 'alert' }, `The document cannot be read: ${failure.message}`)));
