import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { MeMenu } from '../../app/me-menu.js';
import { Quiet } from '../../app/quiet.js';

/** As much of an element as the menu looks at. */
class FakeElement extends EventTarget {
  dataset = {};
  style = { setProperty() {} };
  children = [];
  #attributes = new Map();

  append(...children) {
    this.children.push(...children);
  }

  setAttribute(name, value) {
    this.#attributes.set(name, value);
    if (name === 'value') this.value = value;
  }

  getAttribute(name) {
    return this.#attributes.get(name) ?? null;
  }

  removeAttribute(name) {
    this.#attributes.delete(name);
  }

  /** By its name or class alone. */
  querySelector(selector) {
    for (const child of this.children) {
      if (!(child instanceof FakeElement)) continue;
      if (child.name === selector || `.${child.getAttribute('class')}` === selector) return child;
      const within = child.querySelector(selector);
      if (within) return within;
    }
    return null;
  }
}

const make = (name) => Object.assign(new FakeElement(), { name });

beforeEach(() => {
  globalThis.HTMLElement = FakeElement;
  globalThis.document = { createElement: make, createElementNS: (space, name) => make(name) };
});

afterEach(() => {
  delete globalThis.HTMLElement;
  delete globalThis.document;
});

function menuOf(policy) {
  const settings = { busyPolicy: async () => policy, onBusy: async () => {} };
  const quiet = new Quiet(settings, { read: () => null, write: () => {} });
  const chosen = [];
  const menu = new MeMenu({ userId: 'ada', name: 'Ada' }, quiet, { during: (during) => chosen.push(during) });
  const inputs = menu.during.map((row) => row.querySelector('input'));
  const values = (rows) => rows.filter((row) => !row.hidden).map((row) => row.querySelector('input').value);
  return {
    quiet,
    chosen,
    inputs,
    offered: () => values(menu.during),
    shown: () => values(menu.during.filter((row) => row.querySelector('input').checked)),
  };
}

test('the menu shows what becomes of calls while in one before anybody has said so', async () => {
  const { quiet, shown } = menuOf(null);
  assert.deepEqual(shown(), ['default']);
  await quiet.read();
  assert.deepEqual(shown(), ['default']);
});

test('the menu shows what was said elsewhere, whatever it was', async () => {
  for (const policy of ['wait', 'reject', 'ring']) {
    const { quiet, shown, offered } = menuOf(policy);
    await quiet.read();
    assert.deepEqual(shown(), [policy]);
    assert.deepEqual(offered(), ['default', 'wait', 'reject', ...(policy === 'ring' ? ['ring'] : [])]);
  }
});

test('what was said may be taken back, so that the server decides', async () => {
  const { inputs, chosen } = menuOf('reject');
  for (const input of inputs) input.dispatchEvent(new Event('change'));
  assert.deepEqual(chosen, [null, 'wait', 'reject', 'ring']);
});
