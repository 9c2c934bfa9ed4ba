import { RingwayError } from './errors.js';
import { valueOf } from './form.js';
import { Pager } from './pager.js';
import { compare, searchOf } from './search.js';
import { callOptions, hangup, plainCid, resolved, tell } from './skapi-rtc.js';

const USER_ID = /^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/i;
const NOTIFICATION_BYTES = 3072;
/** The largest page of groups the server gives. */
const PAGE = 1_000;

/** @type {Map<string, string>} how a notice reads; apps match on these words */
const NOTICES = new Map([
  ['USER_JOINED', 'has joined the message group.'],
  ['USER_LEFT', 'has left the message group.'],
  ['USER_DISCONNECTED', 'has been disconnected from the message group.'],
]);

/**
 * @typedef {import('./ringway.js').RealtimeMessage} RealtimeMessage
 * @typedef {import('./client.js').Ringway} Ringway
 */

/**
 * The realtime part of skapi-js: its names, arguments, callback objects and return values, over a Ringway client.
 * Promises settle when the server has answered.
 */
export class SkapiShape {
  /** @type {import('./ringway.js').RealtimeCallback | undefined} */
  #callback;
  #client;
  #calls;
  #report;
  #users = new Pager();
  #groups = new Pager();
  /** @type {Set<string>} the groups joined by these methods, the latest last */
  #joined = new Set();

  /**
   * @param {Ringway} client
   * @param {import('./calls.js').Calls} calls
   * @param {(error: unknown) => void} report
   */
  constructor(client, calls, report) {
    this.#client = client;
    this.#calls = calls;
    this.#report = report;
    client.on('status', (status) => this.#status(status));
    client.on('error', (error) => this.#tell({ type: 'error', message: error.message, code: error.code }));
    client.on('message', (event) => this.#message('message', event.content, event, event.group));
    client.on('private', (event) => this.#message('private', event.content, event, null));
    client.on('presence', ({ code, group, member }) => this.#notice(code, group, member));
    client.on('incoming', (call) => this.#incoming(/** @type {any} */ (call)));
  }

  /** @param {import('./ringway.js').RealtimeCallback} callback */
  async connect(callback) {
    if (typeof callback !== 'function') throw new RingwayError('bad_request', 'Callback must be a function.');
    this.#callback = callback;
    await this.#client.connect();
    return this.#client.socket;
  }

  /**
   * @param {any} params
   * @param {{ exclusive?: boolean }} [options]
   */
  async join(params, { exclusive = true } = {}) {
    const { group = null } = valueOf(params, { nullIfEmpty: true }) ?? {};
    if (group !== null && typeof group !== 'string') throw new RingwayError('bad_request', '"group" must be a string | null.');
    if (!group) {
      await this.#leaveAllBut(null);
      return success('Left realtime message group.');
    }
    await this.#client.join(group);
    const again = this.#joined.delete(group);
    this.#joined.add(group);
    if (exclusive) await this.#leaveAllBut(group);
    // The server tells the others; in skapi who joins is told too.
    if (!again) this.#notice('USER_JOINED', group, { userId: this.#client.userId, cid: this.#client.cid });
    return success(`Joined realtime message group: "${group}".`);
  }

  /**
   * @param {any} message
   * @param {string} recipient
   * @param {import('./ringway.js').PushNotification} [notification]
   */
  async post(message, recipient, notification) {
    const content = valueOf(message);
    const refusal = this.#client.refusal();
    if (refusal) throw refusal;
    if (!recipient) throw new RingwayError('bad_request', 'No recipient.');
    if (notification) checkNotification(notification);
    const { delivered } = await this.#deliver(content, recipient);
    return { ...success(/** @type {const} */ ('Message sent.')), delivered, notified: false };
  }

  /**
   * @param {any} params
   * @param {import('./ringway.js').FetchOptions} [options]
   */
  async users(params, options) {
    const { group = [...this.#joined].at(-1), user_id } = valueOf(params) ?? {};
    if (!group) throw new RingwayError('bad_request', 'No group has been joined. Otherwise "group" is required.');
    await this.#client.connect();
    const rows = (await this.#client.members(group))
      .filter((member) => user_id === undefined || member.userId === user_id)
      .map((member) => ({ user_id: member.userId, cid: `cid:${member.cid}` }))
      .sort((one, other) => compare(one.cid, other.cid));
    const query = JSON.stringify([group, user_id]);
    return this.#users.page(query, rows, ({ cid }) => ({ cid }), (row, key) => compare(row.cid, String(key.cid)), options);
  }

  /**
   * @param {any} params
   * @param {import('./ringway.js').FetchOptions} [options]
   */
  async groups(params, options) {
    const wanted = valueOf(params);
    const search = searchOf(wanted);
    await this.#client.connect();
    const rows = (await this.#allGroups(search.prefix)).filter(search.matches).sort(search.order);
    const page = this.#groups.page(JSON.stringify(wanted ?? null), rows, (row) => ({ ...row }), search.order, options);
    return { ...page, list: page.list.map(({ group, members }) => ({ group, number_of_users: members })) };
  }

  /**
   * @param {any} params
   * @param {(event: import('./ringway.js').RTCEvent) => void} callback
   */
  async connectRTC(params, callback) {
    const wanted = valueOf(params) ?? {};
    checkCallback(callback);
    const options = callOptions(wanted);
    const call = this.#calls.to({ cid: plainCid(wanted.cid) });
    call.on('prepared', () => tell(call, callback));
    await call.ring(options);
    this.#tellEnd(call);
    const connection = call.accepted.then(() => resolved(call));
    // An app that only listens to `rtc:closed` need not handle the refusal as well.
    connection.catch(() => {});
    return { hangup: hangup(call), connection };
  }

  /** @param {any} params */
  async closeRTC(params) {
    const { cid, close_all = false } = valueOf(params) ?? {};
    if (!close_all && !cid) throw new RingwayError('bad_request', '"cid" is required.');
    const calls = close_all ? this.#calls.all : this.#calls.all.filter((call) => call.peer.cid === plainCid(cid));
    await Promise.all(calls.map((call) => call.hangup()));
  }

  /**
   * @param {any} content
   * @param {string} recipient
   */
  async #deliver(content, recipient) {
    if (this.#client.group(recipient)) {
      const answer = await this.#client.publish(recipient, content);
      // The server leaves the sender out; in skapi everybody in the group gets it.
      const sender = { userId: this.#client.userId, cid: this.#client.cid };
      this.#message('message', content ?? null, sender, recipient);
      return answer;
    }
    if (recipient.startsWith('cid:')) return this.#client.send({ cid: recipient.slice(4) }, content);
    if (USER_ID.test(recipient)) return this.#client.send({ userId: recipient }, content);
    throw new RingwayError('not_joined', `User has not joined to the recipient group. Run joinRealtime({ group: "${recipient}" })`);
  }

  /** @param {string | null} group */
  async #leaveAllBut(group) {
    for (const other of [...this.#joined]) {
      if (other === group) continue;
      this.#joined.delete(other);
      await this.#client.group(other)?.leave();
    }
  }

  /** @param {string} prefix */
  async #allGroups(prefix) {
    const all = [];
    for (let after; ; ) {
      /** @type {{ groups: { group: string, members: number }[], next?: string }} */
      const { groups, next } = await this.#client.groups({ prefix, limit: PAGE, ...(after ? { after } : {}) });
      all.push(...groups);
      if (next === undefined) return all;
      after = next;
    }
  }

  /** @param {import('./ringway.js').Status} status */
  #status(status) {
    if (status.state === 'online') this.#tell({ type: 'success', message: 'Connected to WebSocket server.' });
    else if (status.state === 'reconnecting' && status.retryInMs > 0) {
      this.#tell({ type: 'error', message: 'Skapi: WebSocket unexpected close.', code: status.reason || null });
      this.#tell({ type: 'reconnect', message: `Reconnecting to WebSocket server...${status.attempt}` });
    } else if (status.state === 'closed') this.#closed(status);
  }

  /** @param {{ code: number, reason: string }} status */
  #closed({ code, reason }) {
    this.#joined.clear();
    if (code !== 1000) this.#tell({ type: 'error', message: 'Skapi: WebSocket connection error.', code: reason || null });
    this.#tell({ type: 'close', message: 'WebSocket connection closed.' });
  }

  /**
   * @param {'message' | 'private'} type
   * @param {any} message
   * @param {{ userId: string | null, cid: string | null }} from
   * @param {string | null} group
   */
  #message(type, message, from, group) {
    this.#tell({ type, message, ...senderOf(from), sender_rid: group, code: null });
  }

  /**
   * @param {string} code
   * @param {string} group
   * @param {{ userId: string | null, cid: string | null }} member
   */
  #notice(code, group, member) {
    const text = NOTICES.get(code);
    if (!text) return;
    this.#tell({ type: 'notice', message: `User "${member.userId}" ${text}`, ...senderOf(member), sender_rid: group, code });
  }

  /** @param {import('./call.js').Call} call */
  #incoming(call) {
    this.#tellEnd(call);
    this.#tell({
      type: 'rtc:incoming',
      ...senderOf(call.peer),
      sender_rid: null,
      code: null,
      connectRTC: (params, callback) => accept(call, params, callback),
      hangup: hangup(call),
    });
  }

  /** @param {import('./call.js').Call} call */
  #tellEnd(call) {
    call.on('closed', ({ reason, by }) => {
      const from = by ?? call.peer;
      this.#tell({ type: 'rtc:closed', message: { hungup: from.userId }, ...senderOf(from), sender_rid: null, code: reason });
    });
  }

  /** @param {RealtimeMessage} message */
  #tell(message) {
    try {
      this.#callback?.(message);
    } catch (error) {
      this.#report(error);
    }
  }
}

/**
 * @param {import('./call.js').Call} call
 * @param {any} params
 * @param {(event: import('./ringway.js').RTCEvent) => void} callback
 */
async function accept(call, params, callback) {
  if (call.state !== 'ringing') return null;
  checkCallback(callback);
  const { channels: _, ...options } = callOptions(valueOf(params) ?? {});
  call.on('prepared', () => tell(call, callback));
  await call.accept(options);
  return resolved(call);
}

/** @param {unknown} callback */
function checkCallback(callback) {
  if (typeof callback !== 'function') throw new RingwayError('bad_request', 'Callback is required.');
}

/** @param {{ userId: string | null, cid: string | null }} from */
function senderOf({ userId, cid }) {
  return { sender: userId, sender_cid: cid && `cid:${cid}` };
}

/** @param {import('./ringway.js').PushNotification} notification */
function checkNotification({ title, body }) {
  if (typeof title !== 'string' || typeof body !== 'string') {
    throw new RingwayError('bad_request', 'a notification has a "title" and a "body"');
  }
  if (new TextEncoder().encode(JSON.stringify({ title, body })).length > NOTIFICATION_BYTES) {
    throw new RingwayError('too_large', 'Notification size exceeds 3kb.');
  }
}

/**
 * @template {string} T
 * @param {T} message
 */
const success = (message) => ({ type: /** @type {const} */ ('success'), message });
