/**
 * The demo page: asks for a name, connects, and puts events and views together.
 *
 * Address: `?gateway=http://localhost:8081` uses another node than the one that served the page, `#group=design` joins that
 * group first. Test ids are listed at the top of each view's module.
 */
import { Ringway } from '../js/ringway.js';
import { Desk } from './desk.js';
import { DeviceDialog } from './devices.js';
import { find } from './dom.js';
import { devToken, newIdentity, storedIdentity, TokenRefused } from './identity.js';
import { Lobby } from './lobby.js';
import { TabTitle, toast } from './notices.js';
import { Rooms } from './rooms.js';
import { groupName, textOf, webOrigin } from './text.js';
import { askName } from './welcome.js';
import { closedWords, nodeName } from './words.js';

/**
 * @import { RingwayError, Status as Connection } from '../js/ringway.js'
 * @import { Identity } from './identity.js'
 * @import { Status } from './roster.js'
 * @import { Message, Room } from './rooms.js'
 * @import { LinkState } from './words.js'
 */

const LIST_MS = 2500;
const FIRST_GROUP = 'lobby';

class Page {
  /** @type {Status} */
  #status = 'available';
  #title = new TabTitle();
  #listing = false;
  /** Why the gateway gave no token, in words. */
  #refused = '';

  /** @param {HTMLElement} root @param {Identity} me @param {string} gateway the gateway's origin */
  constructor(root, me, gateway) {
    this.me = me;
    this.ringway = new Ringway({ url: gateway, token: async () => (await devToken(me)).token });
    this.rooms = new Rooms(me.userId);
    const devices = new DeviceDialog({ chosen: (kind, id) => this.desk.deviceChosen(kind, id) });
    const openDevices = () => devices.open({ preview: !this.desk.inCall });
    const send = this.#send.bind(this);
    const resend = this.#deliver.bind(this);
    this.lobby = new Lobby(root, this.rooms, me, {
      join: (group) => this.join(group),
      leave: (room) => this.#leave(room),
      call: (person, video) => this.desk.call(person, video),
      status: (status) => this.#setStatus(status),
      copyLink: (room) => this.#copyLink(room),
      retry: () => this.connect(),
      devices: openDevices,
      send,
      resend,
    });
    this.desk = new Desk(this.ringway, this.rooms, me, {
      title: this.#title,
      closed: () => this.#retitle(),
      devices: openDevices,
      message: (userId) => this.lobby.open(this.rooms.direct(userId)),
      send,
      resend,
    });
    this.#listen();
  }

  #listen() {
    const { ringway, rooms } = this;
    ringway.on('status', (status) => this.#connection(status));
    ringway.on('presence', (presence) => rooms.noticed(presence));
    ringway.on('message', ({ group, userId, content }) => {
      const room = rooms.groups.get(group);
      if (room) this.#heard(room, userId, content);
    });
    ringway.on('private', ({ userId, content }) => this.#heard(rooms.direct(userId), userId, content));
    ringway.on('error', (error) => this.#trouble(error));
    rooms.on('groups', () => this.#retitle());
    rooms.on('current', () => this.#current());
    document.addEventListener('visibilitychange', () => this.#visible());
    setInterval(() => this.#list(), LIST_MS);
    addEventListener('hashchange', () => groupInAddress() !== null && this.#fromAddress());
  }

  /** Connects, and joins the group that the address names. */
  async connect() {
    this.#refused = '';
    try {
      await this.ringway.connect();
    } catch {
      // Said by the status; there the reason is known, too.
      return;
    }
    await this.#fromAddress();
  }

  /** A gateway that refuses a token will not change its mind; one that cannot be reached may come back. @param {RingwayError} error */
  #trouble(error) {
    if (error.code !== 'token_unavailable') return toast(errorWords(error));
    if (!(error.cause instanceof TokenRefused) || !error.cause.final) return;
    this.#refused = refusedWords(error.cause);
    // Not at once: the connection is about to plan its next attempt.
    queueMicrotask(() => this.ringway.close());
  }

  async #fromAddress() {
    const wanted = groupName(groupInAddress() ?? FIRST_GROUP);
    await this.join('name' in wanted ? wanted.name : FIRST_GROUP);
  }

  /** @param {string} name */
  async join(name) {
    const known = this.rooms.groups.get(name);
    if (known) return this.lobby.open(known);
    try {
      const group = await this.ringway.join(name, { meta: this.#meta() });
      const room = this.rooms.joined(name, [...group.members.values()]);
      group.on('synced', () => this.rooms.joined(name, [...group.members.values()]));
      group.on('closed', ({ error }) => {
        this.rooms.left(name);
        if (error) toast(`You are no longer in ${name}: ${errorWords(error)}`);
      });
      this.lobby.open(room);
      this.#list();
    } catch (error) {
      toast(`${name} could not be joined: ${errorWords(error)}`);
    }
  }

  /** @param {Room} room */
  async #leave(room) {
    try {
      await this.ringway.leave(room.id);
      this.rooms.left(room.id);
    } catch (error) {
      toast(errorWords(error));
    }
  }

  #meta() {
    return { name: this.me.name, status: this.#status };
  }

  /** @param {Status} status */
  async #setStatus(status) {
    this.#status = status;
    const updates = [...this.rooms.groups.keys()].map((group) => this.ringway.update(group, this.#meta()));
    const failed = (await Promise.allSettled(updates)).find((result) => result.status === 'rejected');
    if (failed) toast(`Your status could not be changed everywhere: ${errorWords(failed.reason)}`);
  }

  /** @param {Room} room @param {string} text */
  #send(room, text) {
    return this.#deliver(room, this.rooms.said(room, text));
  }

  /** @param {Room} room @param {Message} message */
  async #deliver(room, message) {
    this.rooms.delivery(room, message, 'sending');
    try {
      const sent = await this.#way(room, message.text);
      this.rooms.delivery(room, message, 'sent', sent);
    } catch (error) {
      this.rooms.delivery(room, message, 'failed', { problem: errorWords(error) });
    }
  }

  /** @param {Room} room @param {string} text @returns {Promise<{delivered: number}>} */
  async #way(room, text) {
    if (room.kind === 'group') return this.ringway.publish(room.id, text);
    if (this.desk.say(room.id, text)) return { delivered: 1 };
    return this.ringway.send({ userId: room.id }, text);
  }

  /** @param {Room} room @param {string} userId @param {unknown} content */
  #heard(room, userId, content) {
    const seen = this.desk.covers ? this.desk.shows(room) : this.lobby.shows(room);
    if (userId === this.me.userId) return;
    this.rooms.heard(room, userId, textOf(content), seen);
    if (!seen && room.kind === 'direct') toast(`${this.rooms.nameOf(userId)} wrote to you`);
  }

  /** Asks for the list of groups; the gateway does not push it. */
  async #list() {
    if (document.hidden || this.#listing || this.ringway.status.state !== 'online') return;
    this.#listing = true;
    try {
      this.rooms.listed((await this.ringway.groups({ limit: 200 })).groups);
    } catch {
      // The next round comes soon; the connection's own state is on the screen.
    } finally {
      this.#listing = false;
    }
  }

  /** @param {Connection} status */
  #connection(status) {
    this.lobby.topbar.show(linkState(status, this.#refused), nodeName(this.ringway.welcome?.epoch));
    if (status.state === 'online') this.#list();
  }

  #visible() {
    const room = this.rooms.current;
    if (!document.hidden && room?.unread && this.lobby.shows(room)) this.rooms.open(room);
    this.#list();
  }

  #current() {
    const room = this.rooms.current;
    if (room?.kind === 'group') history.replaceState(null, '', `#${new URLSearchParams({ group: room.id })}`);
    this.#retitle();
  }

  #retitle() {
    if (this.desk?.covers) return;
    const unread = this.rooms.unread();
    const where = this.rooms.current ? `${this.rooms.current.name} · Ringway` : 'Ringway';
    this.#title.set(unread ? `(${unread}) ${where}` : where);
  }

  /** @param {Room|null} room */
  async #copyLink(room) {
    const url = new URL(location.href);
    if (room?.kind === 'group') url.hash = String(new URLSearchParams({ group: room.id }));
    try {
      await navigator.clipboard.writeText(url.href);
      toast('The link is copied.');
    } catch {
      toast(`Copy this address: ${url.href}`);
    }
  }
}

/** The origin of the gateway to use: the page's own where the address names none. */
function gatewayInAddress() {
  const named = new URLSearchParams(location.search).get('gateway');
  if (!named) return location.origin;
  const origin = webOrigin(named);
  if (!origin) toast(`“${named}” is not the address of a gateway, such as http://localhost:8081.`);
  return origin ?? location.origin;
}

function groupInAddress() {
  return new URLSearchParams(location.hash.slice(1)).get('group');
}

/** @param {Connection} status @param {string} refused @returns {LinkState} */
function linkState(status, refused) {
  switch (status.state) {
    case 'online':
      return { state: 'online' };
    case 'reconnecting':
      return { state: 'reconnecting', retryAt: Date.now() + status.retryInMs, reason: status.reason };
    case 'closed':
      return { state: 'stopped', reason: refused || closedWords(status.reason) };
    default:
      return { state: 'connecting' };
  }
}

/** @param {unknown} error */
function errorWords(error) {
  const code = error !== null && typeof error === 'object' && 'code' in error ? error.code : '';
  switch (/** @type {RingwayError['code']} */ (code)) {
    case 'not_found':
      return 'Nobody with that name is connected now.';
    case 'not_connected':
      return 'There is no connection to the gateway.';
    case 'rate_limited':
      return 'That was too fast. Wait a moment.';
    case 'forbidden':
      return 'You are not allowed to do that.';
    case 'too_large':
      return 'The message is too long.';
    case 'limit_reached':
      return 'You are in as many groups as one connection may be.';
    default:
      return error instanceof Error ? error.message : 'Something went wrong.';
  }
}

/** @param {TokenRefused} refused */
function refusedWords({ status }) {
  return status === 404
    ? 'This gateway is not in dev mode, so it gives no tokens to this page.'
    : `The gateway gave this page no token (HTTP ${status}). Dev mode gives them to pages on this machine only.`;
}

find('.skip-link', HTMLAnchorElement).addEventListener('click', (event) => {
  // The address's fragment names the group, so the link must not change it.
  event.preventDefault();
  find('#conversation', HTMLElement).focus();
});
const root = find('#app', HTMLElement);
const me = (await storedIdentity()) ?? (await newIdentity(await askName(root)));
await new Page(root, me, gatewayInAddress()).connect();
