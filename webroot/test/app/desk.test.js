import assert from 'node:assert/strict';
import { afterEach, beforeEach, mock, test } from 'node:test';
import { Chat } from '../../app/chat.js';
import { Desk } from '../../app/desk.js';

/** An element as far as a ring and a toast look at one. */
class Element {
  dataset = {};
  classList = { add() {}, toggle() {} };
  style = { setProperty() {} };
  children = [];
  isConnected = true;
  listeners = {};
  setAttribute() {}
  removeAttribute() {}
  replaceChildren() {}
  addEventListener(type, listener) {
    this.listeners[type] = listener;
  }
  focus() {}
  contains = () => false;
  querySelector = () => null;
  get text() {
    return this.children.map((child) => child.text ?? child).join(' ');
  }
  get textContent() {
    return this.text;
  }
  set textContent(text) {
    this.children = [text];
  }
  get childElementCount() {
    return this.children.length;
  }
  /** That of a test id, in here. */
  find(testid) {
    return this.dataset.testid === testid ? this : this.children.map((child) => child.find?.(testid)).find(Boolean);
  }
  append(...children) {
    this.children.push(...children);
    for (const child of children) if (child instanceof Element) child.parent = this;
  }
  remove() {
    const { children } = this.parent;
    children.splice(children.indexOf(this), 1);
  }
}

let places;

beforeEach(() => {
  mock.method(globalThis, 'setTimeout', () => 0);
  places = Object.fromEntries(['#rings', '#toasts', '#app', '#announce-assertive'].map((place) => [place, new Element()]));
  globalThis.requestAnimationFrame = (run) => run();
  globalThis.HTMLElement = Element;
  globalThis.document = {
    activeElement: null,
    body: new Element(),
    createElement: () => new Element(),
    createElementNS: () => new Element(),
    querySelector: (selector) => places[selector],
  };
  globalThis.addEventListener = () => {};
});

afterEach(() => {
  mock.restoreAll();
  for (const name of ['HTMLElement', 'document', 'addEventListener', 'requestAnimationFrame']) delete globalThis[name];
});

const shown = (place) => places[place].children.map(({ text }) => text.replace(/ +/g, ' ').trim());

/** Bob's page, at which a call with Ada rings, and its end; `meanwhile` happens in between. */
function rings(more, closed, meanwhile = () => {}) {
  const happened = [];
  const alerts = [];
  let incoming;
  const ringway = { cid: 'mine', userId: 'bob', on: (_, listener) => (incoming = listener) };
  const rooms = { nameOf: (userId) => userId, direct: (userId) => userId, happened: (room, text) => happened.push([room, text]) };
  new Desk(ringway, rooms, { name: 'Bob' }, { title: { alert: (text) => alerts.push(text) } });
  const ends = new Set();
  const on = (_, listener) => {
    ends.add(listener);
    return () => ends.delete(listener);
  };
  const call = { direction: 'incoming', peer: { userId: 'ada', cid: null }, data: null, on, ...more };
  incoming(call);
  const [ring] = shown('#rings');
  meanwhile();
  for (const end of ends) end(closed);
  return { ring, alert: alerts[0], left: shown('#rings'), toast: shown('#toasts')[0], happened, toasts: () => shown('#toasts'), ends };
}

test('a ring says which call accepting it ends, whichever begins or ends while it rings', async () => {
  globalThis.MediaStream = class {
    getTracks = () => [];
    getVideoTracks = () => [];
  };
  Object.defineProperty(globalThis, 'navigator', { value: {}, configurable: true });
  mock.method(Chat.prototype, 'show', () => {});
  mock.method(globalThis, 'setInterval', () => 0);
  const listeners = {};
  const calls = [];
  const ringway = {
    cid: 'mine',
    userId: 'bob',
    status: { state: 'online' },
    on: (type, listener) => (listeners[type] = listener),
    call: () => new Promise((resolve, reject) => calls.push(reject)),
  };
  const rooms = { nameOf: (userId) => userId, direct: (id) => ({ id, log: [] }), happened() {}, on: () => () => {} };
  const title = { alert() {}, set() {} };
  const desk = new Desk(ringway, rooms, { name: 'Bob' }, { title, closed() {} });
  for (const userId of ['ada', 'eve']) listeners.incoming({ direction: 'incoming', peer: { userId, cid: null }, data: null, on: () => () => {} });
  const says = () => shown('#rings').map((card) => / ends your call with (\w+)/.exec(card)?.[1]);
  assert.deepEqual(says(), [undefined, undefined]);
  desk.call({ userId: 'joe', name: 'Joe' }, false);
  assert.deepEqual(says(), ['Joe', 'Joe']);
  for (let i = 0; i < 10 && !calls.length; i++) await Promise.resolve();
  calls[0](Object.assign(new Error('away'), { code: 'unreachable' }));
  for (let i = 0; i < 10; i++) await Promise.resolve();
  assert.deepEqual(says(), [undefined, undefined]);
  for (const name of ['MediaStream', 'navigator']) delete globalThis[name];
});

test('a ring declined on another device of the user is said to be that, and is no missed call', () => {
  const { left, toast, happened } = rings({}, { reason: 'declined', by: { userId: 'bob', cid: 'other' } });
  assert.deepEqual([left, toast, happened], [[], 'Declined on another device', []]);
});

test('a ring that the caller ends, or that nobody hears, is a missed call', () => {
  for (const closed of [{ reason: 'cancelled', by: { userId: 'ada', cid: 'hers' } }, { reason: 'timeout' }]) {
    const { ring, toast, happened } = rings({}, closed);
    assert.match(ring, /^.* is calling/);
    assert.match(toast, / stopped calling$/);
    assert.deepEqual([happened.length, happened[0][0]], [1, 'ada']);
    assert.match(happened[0][1], /^Missed call from /);
    places['#toasts'].children.length = 0;
  }
});

test('a ring that this device declined, or another answered, is no missed call', () => {
  const mine = rings({}, { reason: 'declined', by: { userId: 'bob', cid: 'mine' } });
  assert.deepEqual([mine.toast, mine.happened], [undefined, []]);
  const elsewhere = rings({}, { reason: 'answered_elsewhere', by: { userId: 'bob', cid: 'other' } });
  assert.deepEqual([elsewhere.toast, elsewhere.happened], ['Answered on another device', []]);
});

test('of a ring that is answered by a call back, the card goes, and nothing is said of an end', () => {
  const { ring, left, toast, happened } = rings({}, { reason: 'merged' });
  assert.match(ring, /^.* is calling/);
  assert.deepEqual([left, toast, happened], [[], undefined, []]);
});

test('a call that the backend wants is not said to be one of the other side, nor missed', () => {
  for (const [closed, words] of [
    [{ reason: 'timeout' }, /^You did not call .* in time$/],
    [{ reason: 'disconnected' }, /^A connection broke, and the call to .* with it$/],
    [{ reason: 'unreachable' }, /^.* cannot be reached$/],
    [{ reason: 'cancelled' }, /^The call to .* was called off$/],
    [{ reason: 'answered_elsewhere', by: { userId: 'bob', cid: 'other' } }, /^Accepted on another device$/],
    [{ reason: 'declined', by: { userId: 'bob', cid: 'other' } }, /^Declined on another device$/],
  ]) {
    const { ring, alert, toast, happened } = rings({ starts: true, data: { name: 'Order 17' } }, closed);
    assert.match(ring, /You are to call (?!Order 17).*is rung once you accept/);
    assert.match(alert, /^You are to call .*…$/);
    assert.match(toast, words);
    assert.deepEqual(happened, []);
    places['#toasts'].children.length = 0;
  }
});

test('a ring that ends as the call before it is hung up, to accept it, is said to have ended as it did', async () => {
  const accept = () => places['#rings'].find('accept').listeners.click();
  for (const [more, closed, words] of [
    [{}, { reason: 'answered_elsewhere', by: { userId: 'bob', cid: 'other' } }, /^Answered on another device$/],
    [{}, { reason: 'disconnected', by: { userId: 'ada', cid: 'hers' } }, /^.* lost the connection$/],
    [{ starts: true }, { reason: 'cancelled' }, /^The call to .* was called off$/],
  ]) {
    const { toasts, ends } = rings(more, closed, accept);
    await Promise.resolve();
    assert.equal(ends.size, 1, 'the ring itself is followed, its acceptance no more');
    assert.match(toasts().join(), words);
    places['#toasts'].children.length = 0;
  }
});
