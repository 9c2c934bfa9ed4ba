import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { afterEach, test } from 'node:test';
import { runInNewContext } from 'node:vm';
import { Push } from '../js/push.js';

const KEY = 'BP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A8';
const kept = new Map(['navigator', 'Notification', 'PushManager', 'fetch'].map((name) => [name, Object.getOwnPropertyDescriptor(globalThis, name)]));

afterEach(() => {
  for (const [name, before] of kept) {
    if (before) Object.defineProperty(globalThis, name, before);
    else delete globalThis[name];
  }
});

const set = (name, value) => Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });

/** A browser with a push service, and a server that says what it is asked. */
function browser({ permission = 'granted', subscription = null, answers = {} } = {}) {
  const asked = [];
  const state = { subscription, asked, registered: [] };
  const made = (options) => {
    const one = {
      endpoint: 'https://push.example/1',
      options: { applicationServerKey: options.applicationServerKey.buffer },
      toJSON: () => ({ endpoint: one.endpoint, keys: { p256dh: 'p', auth: 'a' } }),
      unsubscribe: async () => ((state.subscription = null), true),
    };
    return (state.subscription = one);
  };
  const pushManager = { getSubscription: async () => state.subscription, subscribe: async (options) => made(options) };
  const registration = { pushManager };
  set('PushManager', class {});
  set('Notification', class {
    static requestPermission = async () => permission;
  });
  set('navigator', {
    serviceWorker: {
      register: async (path) => state.registered.push(path),
      ready: Promise.resolve(registration),
      getRegistration: async () => registration,
    },
  });
  set('fetch', async (url, { method, headers, body }) => {
    asked.push({ url, method, authorization: headers.authorization, body: body && JSON.parse(body) });
    const path = new URL(url).pathname;
    const [status, json] = answers[path] ?? (path.endsWith('key') ? [200, { key: KEY }] : [204]);
    return { status, ok: status < 300, json: async () => json };
  });
  return state;
}

test('a browser is subscribed with the key of the server, and the server told', async () => {
  const state = browser();
  const push = new Push('https://rt.example/', () => 'jwt');
  await push.subscribe('/sw.js');
  assert.deepEqual(state.registered, ['/sw.js']);
  assert.equal(Buffer.from(state.subscription.options.applicationServerKey).toString('base64url'), KEY);
  assert.deepEqual(state.asked, [
    { url: 'https://rt.example/v1/push/key', method: 'GET', authorization: undefined, body: undefined },
    {
      url: 'https://rt.example/v1/push/subscriptions',
      method: 'POST',
      authorization: 'Bearer jwt',
      body: { endpoint: 'https://push.example/1', keys: { p256dh: 'p', auth: 'a' } },
    },
  ]);
  assert.equal(await push.subscribed(), true);
});

test('a subscription of this key is kept, one of another key replaced', async () => {
  const state = browser();
  const push = new Push('https://rt.example', () => 'jwt');
  const first = await push.subscribe('/sw.js');
  assert.equal(await push.subscribe('/sw.js'), first);
  first.options.applicationServerKey = new Uint8Array(65).buffer;
  assert.notEqual(await push.subscribe('/sw.js'), first);
  assert.notEqual(state.subscription, first);
});

test('whoever logs out is not subscribed in the browser either where the server cannot be told', async () => {
  const gone = new Error('the token is gone');
  const cases = [
    [{}, () => Promise.reject(gone)],
    [{ '/v1/push/subscriptions/remove': [503, { code: 'unavailable', message: 'later' }] }, () => 'jwt'],
  ];
  for (const [answers, token] of cases) {
    const state = browser({ answers });
    await new Push('https://rt.example', () => 'jwt').subscribe('/sw.js');
    assert.equal(await new Push('https://rt.example', token).unsubscribe(), true);
    assert.equal(state.subscription, null);
  }
  const state = browser();
  await new Push('https://rt.example', () => 'jwt').subscribe('/sw.js');
  state.subscription.unsubscribe = async () => false;
  await assert.rejects(new Push('https://rt.example', () => Promise.reject(gone)).unsubscribe(), gone);
});

test('whoever logs out does not wait for a server that hangs', async () => {
  const state = browser();
  const push = new Push('https://rt.example', () => 'jwt');
  await push.subscribe('/sw.js');
  /** @type {AbortSignal} */
  let signal;
  globalThis.fetch = (url, init) => ((signal = init.signal), new Promise(() => {}));
  void push.unsubscribe();
  await new Promise(setImmediate);
  assert.equal(state.subscription, null);
  assert.ok(signal instanceof AbortSignal, 'it is given up at some time');
});

test('whoever logs out is forgotten by the server and the browser', async () => {
  const state = browser();
  const push = new Push('https://rt.example', () => 'jwt');
  assert.equal(await push.unsubscribe(), false);
  await push.subscribe('/sw.js');
  assert.equal(await push.unsubscribe(), true);
  assert.equal(state.subscription, null);
  assert.deepEqual(state.asked.at(-1).body, { endpoint: 'https://push.example/1' });
});

test('what goes wrong has a code', async () => {
  const code = (expected) => (error) => error.code === expected;
  const push = new Push('https://rt.example', () => 'jwt');
  await assert.rejects(push.subscribe('/sw.js'), code('not_supported'));
  browser({ permission: 'denied' });
  await assert.rejects(push.subscribe('/sw.js'), code('denied'));
  browser({ answers: { '/v1/push/key': [404, { code: 'not_found', message: 'push is off' }] } });
  await assert.rejects(push.subscribe('/sw.js'), code('not_found'));
  browser({ answers: { '/v1/push/subscriptions': [503, {}] } });
  await assert.rejects(push.subscribe('/sw.js'), code('unavailable'));
});

/** The worker, with what it shows and opens. */
function worker(pages = []) {
  const shown = new Map();
  const listeners = {};
  const opened = [];
  const self = {
    location: new URL('https://app.example/sw.js'),
    addEventListener: (type, listener) => (listeners[type] = listener),
    skipWaiting() {},
    registration: {
      showNotification: async (title, options) => shown.set(options.tag ?? title, { title, ...options }),
      getNotifications: async ({ tag }) => (shown.has(tag) ? [{ close: () => shown.delete(tag) }] : []),
    },
    clients: { matchAll: async () => pages, openWindow: async (url) => opened.push(url), claim: async () => {} },
  };
  runInNewContext(readFileSync(new URL('../js/ringway-push-sw.js', import.meta.url), 'utf8'), { self, URL, Date, String });
  const tell = async (type, event) => {
    let done;
    listeners[type]({ ...event, waitUntil: (promise) => (done = promise) });
    await done;
  };
  const push = (notice) => tell('push', { data: { json: () => (typeof notice === 'string' ? JSON.parse(notice) : notice) } });
  const click = (data) => tell('notificationclick', { notification: { data, close() {} } });
  return { shown, opened, push, click };
}

const RING = { type: 'ring', call_id: 'c1', caller: 'ada', until: Date.now() + 60_000 };

const OVER = { type: 'ring_over', call_id: 'c1', caller: 'ada', reason: 'answered', missed: false };

test('every push is shown: a ring, and in its place that another device has answered', async () => {
  const { shown, push } = worker();
  await push(RING);
  assert.deepEqual([...shown.values()].map(({ title }) => title), ['ada is calling']);
  await push(OVER);
  assert.deepEqual([...shown.values()].map(({ title, silent }) => [title, silent]), [['Answered on another device', true]]);
  await push({ ...OVER, reason: 'declined' });
  assert.deepEqual([...shown.values()].map(({ title }) => title), ['Call ended']);
});

test('a ring that is over leaves nothing behind where the user looks at the app', async () => {
  const { shown, push } = worker([{ visibilityState: 'visible' }]);
  await push(RING);
  await push(OVER);
  assert.equal(shown.size, 0);
});

test('the user is asked from within the click, not after a wait', async () => {
  const order = [];
  browser();
  Notification.requestPermission = async () => (order.push('asked'), 'granted');
  const asked = fetch;
  set('fetch', (...all) => (order.push('fetched'), asked(...all)));
  const subscribing = new Push('https://rt.example', () => 'jwt').subscribe('/sw.js');
  assert.deepEqual(order, ['asked', 'fetched']);
  await subscribing;
});

test('a ring that was missed stays as a missed call, and so does one that comes late', async () => {
  const { shown, push } = worker();
  await push(RING);
  await push({ type: 'ring_over', call_id: 'c1', caller: 'ada', reason: 'timeout', missed: true });
  await push({ ...RING, call_id: 'c2', until: Date.now() - 1 });
  assert.deepEqual([...shown.values()].map(({ title }) => title), ['Missed call', 'Missed call']);
});

test('a message is shown, and opens nothing of another origin', async () => {
  const { shown, opened, push, click } = worker();
  await push({ type: 'message', title: 'Ada', body: 'hi' });
  assert.equal(shown.get('Ada').body, 'hi');
  await click({ data: { url: '/chat' } });
  await click({ data: { url: 'https://evil.example/' } });
  await click({ data: { url: 'javascript:alert(1)' } });
  await click(undefined);
  assert.deepEqual(opened, ['https://app.example/chat', '/', '/', 'https://app.example/']);
});

test('a click brings the app to the front where it is open', async () => {
  const told = [];
  const { opened, click } = worker([{ postMessage: (message) => told.push(message), focus: async () => told.push('focus') }]);
  await click(RING);
  assert.equal(JSON.stringify(told), JSON.stringify([{ ringway: 'push', notice: RING }, 'focus']));
  assert.deepEqual(opened, []);
});

test('what is no JSON is shown all the same: browsers want something shown', async () => {
  const { shown, push } = worker();
  await push('not json');
  assert.equal(shown.size, 1);
});
