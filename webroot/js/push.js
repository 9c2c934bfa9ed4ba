/**
 * Subscribing this browser to pushes, for messages and rings while the app is closed. A module of its own: the shim does
 * without it.
 *
 *     const push = new Push('https://ringway.example.com', () => fetch('/my-token').then((r) => r.text()));
 *     button.onclick = () => push.subscribe('/ringway-push-sw.js');
 */

/** How long the server may take to answer, in milliseconds. */
const ANSWER_MS = 15_000;

/** Why a subscription was not made; `code` is the server's, or `not_supported` or `denied`. */
export class PushError extends Error {
  /** @param {string} code @param {string} message */
  constructor(code, message) {
    super(message);
    this.name = 'PushError';
    this.code = code;
  }
}

export class Push {
  #url;
  #token;

  /**
   * @param {string} url of the gateway
   * @param {() => string | Promise<string>} token of the user
   */
  constructor(url, token) {
    this.#url = url.replace(/\/+$/, '');
    this.#token = token;
  }

  /**
   * Asks the user for the permission, if it has not been given: call it from a click. Call it again at each start of the app
   * once {@link subscribed} says true: the server forgets who has not been seen for long, and keys may change.
   * @param {string} worker the path of the app's service worker
   * @param {RegistrationOptions} [options]
   */
  async subscribe(worker, options) {
    if (!Push.supported()) throw new PushError('not_supported', 'this browser has no push, or the page is not secure');
    // At once, and the key beside it: after a wait some browsers do not count the click any more, and ask nobody.
    const [permission, { key }] = await Promise.all([Notification.requestPermission(), this.#ask('GET', '/v1/push/key')]);
    if (permission !== 'granted') throw new PushError('denied', 'the user does not want notifications');
    await navigator.serviceWorker.register(worker, options);
    const { pushManager } = await navigator.serviceWorker.ready;
    const subscription = await fresh(pushManager, key);
    await this.#ask('POST', '/v1/push/subscriptions', subscription.toJSON());
    return subscription;
  }

  /**
   * When the user logs out: the next one on this device is not to read what is for this one. Where the server cannot be told, as
   * the token is gone or the server away, it learns it from the push service with the next push; so that is no failure.
   */
  async unsubscribe() {
    const subscription = await current();
    if (!subscription) return false;
    const told = this.#ask('POST', '/v1/push/subscriptions/remove', { endpoint: subscription.endpoint });
    const answered = told.then(() => undefined, (/** @type {unknown} */ error) => error);
    // Not after the server has answered: it may take long, and the page be left meanwhile.
    const gone = await subscription.unsubscribe();
    const failure = await answered;
    if (!gone && failure !== undefined) throw failure;
    return gone;
  }

  /** Whether this browser is subscribed, for whichever user. */
  async subscribed() {
    return Push.supported() && (await current()) !== null;
  }

  static supported() {
    return typeof navigator === 'object' && 'serviceWorker' in navigator && typeof PushManager === 'function' && typeof Notification === 'function';
  }

  /** @param {string} method @param {string} path @param {unknown} [body] */
  async #ask(method, path, body) {
    const response = await fetch(this.#url + path, {
      method,
      signal: AbortSignal.timeout(ANSWER_MS),
      headers: {
        ...(body === undefined ? {} : { authorization: `Bearer ${await this.#token()}`, 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (response.status === 204) return undefined;
    const answer = await response.json().catch(() => ({}));
    if (!response.ok) throw new PushError(answer.code ?? 'unavailable', answer.message ?? `status ${response.status}`);
    return answer;
  }
}

/** @returns {Promise<PushSubscription | null>} */
async function current() {
  const registration = await navigator.serviceWorker.getRegistration();
  return registration ? registration.pushManager.getSubscription() : null;
}

/**
 * One that was made for another key is of no use: the push service would refuse what this server sends.
 * @param {PushManager} manager @param {string} key
 */
async function fresh(manager, key) {
  const wanted = bytes(key);
  const old = await manager.getSubscription();
  if (old && same(old.options.applicationServerKey, wanted)) return old;
  if (old) await old.unsubscribe();
  return manager.subscribe({ userVisibleOnly: true, applicationServerKey: wanted });
}

/** @param {string} base64url */
function bytes(base64url) {
  const text = atob(base64url.replace(/-/g, '+').replace(/_/g, '/'));
  return Uint8Array.from(text, (char) => char.charCodeAt(0));
}

/** @param {ArrayBuffer | null} one @param {Uint8Array} other */
function same(one, other) {
  return one !== null && one.byteLength === other.length && new Uint8Array(one).every((byte, i) => byte === other[i]);
}
