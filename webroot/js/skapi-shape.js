import { Client } from './client.js';
import { RingwayError, check } from './errors.js';
import { decode, encode, exceeds } from './frames.js';
import { valueOf } from './form.js';

const USER_ID = /^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/i;
const NOTIFICATION_BYTES = 3072;

/** @type {Record<string, string>} how a notice of the server's reads; apps match on these words */
const NOTICES = {
  USER_JOINED: 'has joined the message group.',
  USER_LEFT: 'has left the message group.',
  USER_DISCONNECTED: 'has been disconnected from the message group.',
};

/**
 * A client with the realtime part of skapi-js: its names, arguments, callback objects and return values. Promises settle
 * when the server has answered.
 */
export class Ringway extends Client {
  /** @type {import('./ringway.js').RealtimeCallback | undefined} */
  #callback;
  /** @type {import('./skapi-lists.js').Lists | undefined} */
  #lists;
  /** @type {Map<string, number>} the groups that these methods have joined or are joining, in the order in which they were called last, and its number */
  #mine = new Map();
  #order = 0;

  /** @param {import('./ringway.js').RingwayOptions} [options] */
  constructor(options) {
    super(options);
    this.on('status', (status) => this.#status(status));
    this.on('error', (error) => this.#tell({ type: 'error', message: error.message, code: error.code }));
    for (const type of /** @type {const} */ (['message', 'private'])) {
      this.on(type, (/** @type {any} */ event) => this.#message(type, event.content, event, event.group));
    }
    this.on('presence', ({ code, group, member }) => this.#notice(code, group, member));
    this.on('incoming', (call) => this.#incoming(/** @type {any} */ (call)));
    if (options?.reports !== false) this.on('call', (call) => report(this, call));
  }

  /** @param {import('./ringway.js').RealtimeCallback} callback */
  async connectRealtime(callback) {
    checkCallback(callback);
    this.#callback = callback;
    await this.connect();
    return this.socket;
  }

  /**
   * @param {import('./ringway.js').FormLike | { group?: string | null }} params
   * @param {{ exclusive?: boolean }} [options]
   */
  async joinRealtime(params, { exclusive = true } = {}) {
    const { group = null } = valueOf(params, true) ?? {};
    check(group === null || typeof group === 'string', 'group');
    const order = ++this.#order;
    if (!group) {
      await this.#leaveBefore(order);
      return success('Left realtime message group.');
    }
    const before = this.#mine.delete(group) && this.group(group);
    this.#mine.set(group, order);
    const joined = await this.join(group);
    if (exclusive) await this.#leaveBefore(order);
    // The server tells the others; in skapi who joins is told too.
    if (joined !== before) this.#notice('USER_JOINED', group, this);
    return success(`Joined realtime message group: "${group}".`);
  }

  /**
   * @param {any} message
   * @param {string} recipient
   * @param {import('./ringway.js').PushNotification} [notification]
   */
  async postRealtime(message, recipient, notification) {
    const content = valueOf(message);
    const refusal = this.refusal();
    if (refusal) throw refusal;
    check(recipient, 'recipient');
    if (notification) checkNotification(notification);
    const { delivered, pushed } = await this.#deliver(content, recipient, notification);
    return { ...success(/** @type {const} */ ('Message sent.')), delivered, notified: !!pushed };
  }

  /**
   * @param {any} params
   * @param {import('./ringway.js').FetchOptions} [options]
   */
  async getRealtimeUsers(params, options) {
    const { group = [...this.#mine.keys()].findLast((name) => this.group(name)), user_id } = valueOf(params) ?? {};
    check(group, 'group');
    return (await this.#list()).users(group, user_id, options);
  }

  /**
   * @param {any} params
   * @param {import('./ringway.js').FetchOptions} [options]
   */
  async getRealtimeGroups(params, options) {
    const wanted = valueOf(params);
    return (await this.#list()).groups(wanted, options);
  }

  /**
   * @param {any} params
   * @param {(event: import('./ringway.js').RTCEvent) => void} callback
   */
  async connectRTC(params, callback) {
    const wanted = valueOf(params) ?? {};
    checkCallback(callback);
    const cid = plainCid(wanted.cid);
    return (await rtc()).connect(this, { ...wanted, cid }, callback, (call) => this.#tellEnd(call), hangup);
  }

  /** @param {any} params */
  async closeRTC(params) {
    const { cid, close_all = false } = valueOf(params) ?? {};
    check(close_all || cid, 'cid');
    const calls = this.calls.filter((call) => close_all || call.peer.cid === plainCid(cid));
    await Promise.all(calls.map((call) => call.hangup()));
  }

  closeRealtime() {
    return this.close();
  }

  /**
   * @param {any} content
   * @param {string} recipient
   * @param {import('./ringway.js').PushNotification} [notification]
   */
  async #deliver(content, recipient, notification) {
    const shown = notification && { ...notification, always: notification.config?.always, config: undefined };
    if (this.group(recipient)) {
      // The server leaves the sender out; in skapi everybody in the group gets it, and the same, whatever the app does with its object meanwhile.
      const echo = decode(encode({ type: '', content: content ?? null })).content;
      const answer = await this.publish(recipient, content, shown);
      this.#message('message', echo, this, recipient);
      return answer;
    }
    if (recipient.startsWith('cid:')) return this.send({ cid: plainCid(recipient) }, content);
    if (USER_ID.test(recipient)) return this.send({ userId: recipient }, content, shown);
    throw new RingwayError('not_joined', recipient);
  }

  /**
   * Leaves what was joined before, and not again meanwhile. What cannot be left is left the next time.
   * @param {number} order
   */
  async #leaveBefore(order) {
    for (const [group, joined] of this.#mine) {
      if (joined >= order) return;
      await this.group(group)?.leave();
      if (!this.group(group)) this.#mine.delete(group);
    }
  }

  async #list() {
    await this.connect();
    const { Lists } = await loaded('skapi-lists', () => import('./skapi-lists.js'));
    return (this.#lists ??= new Lists(this, check));
  }

  /** @param {any} status */
  #status({ state, attempt, retryInMs, code, reason }) {
    if (state === 'online') this.#tell({ type: 'success', message: 'Connected to WebSocket server.' });
    else if (state === 'closed') {
      this.#mine.clear();
      if (code !== 1000) this.#tell({ type: 'error', message: 'Skapi: WebSocket connection error.', code: reason || null });
      this.#tell({ type: 'close', message: 'WebSocket connection closed.' });
    } else if (retryInMs > 0) {
      this.#tell({ type: 'error', message: 'Skapi: WebSocket unexpected close.', code: reason || null });
      this.#tell({ type: 'reconnect', message: `Reconnecting to WebSocket server...${attempt}` });
    }
  }

  /**
   * @param {'message' | 'private'} type
   * @param {any} message
   * @param {{ userId: string | null, cid: string | null }} from
   * @param {string} [group]
   */
  #message(type, message, from, group) {
    this.#tell({ type, message, ...senderOf(from, group) });
  }

  /**
   * @param {string} code
   * @param {string} group
   * @param {{ userId: string | null, cid: string | null }} member
   */
  #notice(code, group, member) {
    const text = NOTICES[code];
    if (!text) return;
    this.#tell({ type: 'notice', message: `User "${member.userId}" ${text}`, ...senderOf(member, group, code) });
  }

  /** @param {import('./call.js').Call} call */
  #incoming(call) {
    const end = hangup(call);
    this.#tellEnd(call);
    this.#tell({
      type: 'rtc:incoming',
      ...senderOf(call.peer),
      connectRTC: async (params, callback) => {
        const wanted = valueOf(params) ?? {};
        checkCallback(callback);
        return (await rtc()).accept(call, wanted, callback, end);
      },
      hangup: end,
    });
  }

  /** @param {import('./call.js').Call} call */
  #tellEnd(call) {
    call.on('closed', ({ reason, by }) => {
      // What is merged goes on as the call back.
      if (!call.id || reason === 'merged') return;
      const from = by ?? call.peer;
      this.#tell({ type: 'rtc:closed', message: { hungup: from.userId }, ...senderOf(from, null, reason) });
    });
  }

  /** @param {import('./ringway.js').RealtimeMessage} message */
  #tell(message) {
    try {
      this.#callback?.(message);
    } catch (error) {
      this.report(error);
    }
  }
}

/**
 * What few apps use is loaded when it is first asked for, from beside the shim.
 * @template T
 * @param {string} file
 * @param {() => Promise<T>} load
 */
const loaded = async (file, load) => {
  try {
    return await load();
  } catch (cause) {
    throw new RingwayError('not_loaded', `${file}: ${cause}`, { cause, temporary: true });
  }
};

const rtc = () => loaded('skapi-rtc', () => import('./skapi-rtc.js'));

/**
 * Has it reported how a call finds its way. Where the module cannot be had, nobody is the worse for it.
 * @param {Ringway} ringway
 * @param {import('./ringway.js').Call} call
 */
async function report(ringway, call) {
  /** @type {any[]} what goes wrong before the module is there */
  const errors = [];
  const { pc } = call;
  pc?.addEventListener('icecandidateerror', (event) => errors[19] || errors.push(event));
  try {
    (await import('./call-reports.js')).watch(ringway, call, /** @type {RTCPeerConnection} */ (pc), errors);
  } catch {}
}

/**
 * Hanging up without a promise: what goes wrong is reported, not lost.
 * @param {import('./call.js').Call} call
 */
function hangup(call) {
  return () => void call.hangup().catch((error) => call.report(error));
}

/**
 * A connection id without skapi-js's `cid:` in front.
 * @param {unknown} cid
 */
function plainCid(cid) {
  check(typeof cid === 'string' && cid, 'cid');
  return cid.startsWith('cid:') ? cid.slice(4) : cid;
}

/** @param {unknown} callback */
function checkCallback(callback) {
  check(typeof callback === 'function', 'callback');
}

/**
 * @param {{ userId: string | null, cid: string | null }} from
 * @param {string | null} [group]
 * @param {string | null} [code]
 */
function senderOf({ userId, cid }, group = null, code = null) {
  return { sender: userId, sender_cid: cid && `cid:${cid}`, sender_rid: group, code };
}

/** @param {import('./ringway.js').PushNotification} notification */
function checkNotification({ title, body }) {
  check(typeof title === 'string' && typeof body === 'string', 'notification');
  if (exceeds(JSON.stringify({ title, body }), NOTIFICATION_BYTES)) {
    throw new RingwayError('too_large', 'notification');
  }
}

/**
 * @template {string} T
 * @param {T} message
 */
const success = (message) => ({ type: /** @type {const} */ ('success'), message });
