import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bounds, fields, operations, resolve, typeOf } from '../../app/reference/schema.js';

const document = {
  paths: { '/a': { post: { operationId: 'one' }, get: { operationId: 'two' }, parameters: [] } },
  components: { schemas: { Name: { type: 'string', minLength: 1, maxLength: 2000, description: 'A name.' } } },
};
const Name = { $ref: '#/components/schemas/Name' };

test('a reference is what it refers to, with what stands beside it', () => {
  assert.deepEqual(resolve(document, { ...Name, description: 'Yours.' }), {
    type: 'string', minLength: 1, maxLength: 2000, description: 'Yours.',
  });
});

test('types and bounds in words', () => {
  assert.equal(typeOf({ enum: ['a', 'b'] }), '"a" | "b"');
  assert.equal(typeOf({ type: ['integer', 'null'] }), 'integer or null');
  assert.equal(typeOf({}), 'any JSON');
  assert.equal(bounds(resolve(document, Name)), '1 to 2,000 characters');
  assert.equal(bounds({ minimum: 1, default: 5 }), 'at least 1, 5 unless said');
});

test('the fields of what is in objects, lists and alternatives', () => {
  const inner = { type: 'object', required: ['name'], properties: { name: Name } };
  const schema = { oneOf: [inner, { type: 'object', properties: { all: { type: 'array', items: inner } } }] };
  assert.deepEqual(
    fields(document, schema).map(({ name, required }) => [name, required]),
    [['name', true], ['all', false], ['all[].name', true]],
  );
});

test('the fields of what a schema is built upon come first', () => {
  const schema = { allOf: [{ type: 'object', properties: { name: Name } }], required: ['name'], properties: { more: {} } };
  assert.deepEqual(
    fields(document, schema).map(({ name, required }) => [name, required]),
    [['name', true], ['more', false]],
  );
});

test('every operation, in the order of methods', () => {
  assert.deepEqual(operations(document).map(({ operation }) => operation.operationId), ['two', 'one']);
});
