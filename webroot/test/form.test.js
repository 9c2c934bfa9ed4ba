import assert from 'node:assert/strict';
import { test } from 'node:test';
import { valueOf } from '../js/form.js';
import { FakeForm, submit } from './support/dom.js';

const plain = (value) => JSON.parse(JSON.stringify(value));
const text = (name, value) => ({ name, type: 'text', value });

test('a submit event gives its fields, and loads no page', () => {
  const event = submit([text('message', 'hi'), { name: 'room', tag: 'select', value: 'lobby' }, { name: 'note', tag: 'textarea', value: 'a\nb' }]);
  assert.deepEqual(plain(valueOf(event)), { room: 'lobby', note: 'a\nb', message: 'hi' });
  assert.equal(event.prevented, true);
});

test('a form and a FormData give theirs', () => {
  assert.deepEqual(plain(valueOf(new FakeForm([text('a', '1')]))), { a: '1' });
  const data = new FormData();
  data.append('a', '1');
  data.append('b', '');
  data.append('file', new Blob(['x']), 'x.txt');
  assert.deepEqual(plain(valueOf(data)), { a: '1', b: '' });
  assert.deepEqual(plain(valueOf(data, { nullIfEmpty: true })), { a: '1', b: null });
});

test('numbers are numbers, an empty one is left out', () => {
  const fields = [
    { name: 'n', type: 'number', value: '1.5' },
    { name: 'none', type: 'number', value: '' },
  ];
  assert.deepEqual(plain(valueOf(submit(fields))), { n: 1.5 });
});

test('boxes are truth values, or their value where they have one', () => {
  const box = (name, value, checked, type = 'checkbox') => ({ name, value, checked, type });
  const fields = [
    box('on', 'on', true),
    box('off', 'on', false),
    box('no', 'false', true),
    box('yes', 'false', false),
    box('tea', 'green', true),
    box('milk', 'oat', false),
    box('size', 's', false, 'radio'),
    box('size', 'm', true, 'radio'),
    box('agree', 'true', true, 'radio'),
  ];
  assert.deepEqual(plain(valueOf(submit(fields))), { on: true, off: false, no: false, yes: true, tea: 'green', size: 'm', agree: true });
});

test('files and nameless fields are left out', () => {
  assert.deepEqual(plain(valueOf(submit([{ name: 'f', type: 'file', value: 'C:\\x' }, text('', 'x')]))), {});
});

test('names say where a value goes', () => {
  const fields = [text('a[b][0]', 'x'), text('a[b][1]', 'y'), text("a['c']", 'z'), text('tag', '1'), text('tag', '2'), text('tag', '3')];
  assert.deepEqual(plain(valueOf(submit(fields))), { a: { b: ['x', 'y'], c: 'z' }, tag: ['1', '2', '3'] });
  assert.throws(() => valueOf(submit([text('0', 'x')])), { code: 'bad_request' });
});

test('a name cannot reach what every object has', () => {
  const value = valueOf(submit([text('__proto__[polluted]', 'yes'), text('constructor[prototype][polluted]', 'yes')]));
  assert.equal({}.polluted, undefined);
  assert.equal(JSON.stringify(value), '{"__proto__":{"polluted":"yes"},"constructor":{"prototype":{"polluted":"yes"}}}');
});

test('everything else is left as it is', () => {
  const object = { a: 1 };
  for (const value of [object, null, undefined, 0, '', 'x', [1], new Uint8Array(1)]) assert.equal(valueOf(value), value);
});
