import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decode, encode } from '../../app/peer-talk.js';
import { groupName, segments, textOf, webOrigin } from '../../app/text.js';

test('content of any kind has a text', () => {
  assert.equal(textOf('hi'), 'hi');
  assert.equal(textOf({ text: 'hi' }), 'hi');
  assert.equal(textOf({ a: 1 }), '{"a":1}');
  assert.equal(textOf(null), 'null');
  assert.equal(textOf(new Uint8Array(3)), '[3 bytes]');
});

test('only web addresses become links, without the stop after them', () => {
  assert.deepEqual(segments('see https://a.example/x?y=1. ok'), [
    { text: 'see ' },
    { text: 'https://a.example/x?y=1', href: 'https://a.example/x?y=1' },
    { text: '. ok' },
  ]);
  for (const text of ['javascript:alert(1)', 'data:text/html,x', 'http://', '<b>https:</b>', '']) {
    assert.ok(segments(text).every((part) => part.href === undefined), text);
    assert.equal(segments(text).map((part) => part.text).join(''), text);
  }
});

test('a group name is trimmed and checked', () => {
  assert.deepEqual(groupName('  #design team '), { name: 'design team' });
  assert.deepEqual(groupName('é😀'), { name: 'é😀' });
  assert.ok('problem' in groupName('  '));
  assert.ok('problem' in groupName('a\u0007b'));
  assert.ok('problem' in groupName('x'.repeat(129)));
  assert.deepEqual(groupName('😀'.repeat(128)), { name: '😀'.repeat(128) });
});

test('what pages say over a channel survives the way', () => {
  for (const talk of [{ type: 'chat', text: '{"type":"devices"}' }, { type: 'devices', mic: true, camera: false, screen: true }]) {
    assert.deepEqual(decode(encode(talk)), talk);
  }
});

test('plain text of other clients is chat, bytes are nothing', () => {
  assert.deepEqual(decode('hello'), { type: 'chat', text: 'hello' });
  assert.deepEqual(decode('{"x":1}'), { type: 'chat', text: '{"x":1}' });
  assert.deepEqual(decode('null'), { type: 'chat', text: 'null' });
  assert.equal(decode(new ArrayBuffer(2)), null);
  assert.deepEqual(decode('{"type":"devices","mic":"yes"}'), { type: 'devices', mic: false, camera: false, screen: false });
});

test('a gateway is named by an http address and nothing else', () => {
  assert.equal(webOrigin('http://localhost:8081/x?y'), 'http://localhost:8081');
  assert.equal(webOrigin('https://gw.example'), 'https://gw.example');
  for (const address of ['localhost:8081', 'nonsense', 'javascript:alert(1)', 'ws://x', '']) assert.equal(webOrigin(address), null, address);
});
