/** The page of somebody who has a name: connects, and puts events and views together. */
import { callSettings } from '../js/call-settings.js';
import { Ringway } from '../js/ringway.js';
import { addressOf, firstGroup, groupInAddress } from './address.js';
import { Desk } from './desk.js';
import { DeviceDialog } from './devices.js';
import { errorWords, linkState, refusedWords } from './failures.js';
import { History } from './history.js';
import { devToken, TokenRefused } from './identity.js';
import { Lobby } from './lobby.js';
import { MeMenu } from './me-menu.js';
import { Missed } from './missed.js';
import { announce, TabTitle, toast } from './notices.js';
import { Quiet } from './quiet.js';
import { gatewayAway } from './reach.js';
import { Rooms } from './rooms.js';
import { textOf } from './text.js';
import { awayWords, nodeName } from './words.js';

/**
 * @import { RingwayError, Status as Connection } from '../js/ringway.js'
 * @import { Identity } from './identity.js'
 * @import { Status } from './roster.js'
 * @import { Message, Room } from './rooms.js'
 */

/** How often the list of groups is asked for while the page is seen, in milliseconds. */
const LIST_MS = 2500;

export class Page {
  /** @type {Status} */
  #status = 'available';
  #title = new TabTitle();
  #listing = false;
  /** @type {Set<string>} the groups that the user leaves at this moment */
  #leaving = new Set();
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
    this.quiet = new Quiet(callSettings(this.ringway));
    const oneself = new MeMenu(me, this.quiet, {
      status: (status) => this.#setStatus(status),
      quiet: (on) => this.#choose({ on }),
      during: (during) => this.#choose({ during }),
      opened: () => this.#readQuiet(),
    });
    this.lobby = new Lobby(root, this.rooms, oneself.element, {
      join: (group) => this.join(group),
      leave: (room) => this.#leave(room),
      call: (person, video) => this.desk.call(person, video),
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
    const history = new History(this.ringway, {
      nameOf: (userId) => this.rooms.nameOf(userId),
      call: (person, video) => this.desk.call(person, video),
    });
    this.lobby.topbar.add(history.button);
    new Missed(this.ringway, history.log, (call) => this.desk.missedWhileBusy(call.caller, this.quiet.choice.on));
    this.#listen();
  }

  #listen() {
    const { ringway, rooms } = this;
    ringway.on('status', (status) => this.#connection(status));
    ringway.on('gap', () => rooms.gap());
    ringway.on('presence', (presence) => rooms.noticed(presence));
    ringway.on('message', ({ group, userId, content }) => {
      const room = rooms.groups.get(group);
      if (room) this.#heard(room, userId, content);
    });
    ringway.on('private', ({ userId, content }) => this.#heard(rooms.direct(userId), userId, content));
    ringway.on('error', (error) => this.#trouble(error));
    this.quiet.on('change', () => this.#tellStatus());
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
    await this.join(firstGroup());
  }

  /** @param {string} name */
  async join(name) {
    const known = this.rooms.groups.get(name);
    if (known) return this.lobby.open(known);
    try {
      const meta = this.#meta();
      const group = await this.ringway.join(name, { meta, suspects: true });
      const room = this.rooms.joined(name, [...group.members.values()]);
      group.on('synced', () => this.rooms.joined(name, [...group.members.values()]));
      group.on('gap', () => this.rooms.groupGap(name));
      group.on('closed', ({ error }) => {
        this.rooms.left(name);
        if (error) toast(`You are no longer in ${name}: ${errorWords(error)}`);
        else if (!this.#leaving.has(name) && this.ringway.status.state === 'online') toast(`You may not be in ${name} any more.`);
      });
      this.lobby.open(room);
      this.#list();
      // It was another meanwhile.
      if (meta.status !== this.#meta().status) this.#tellStatus();
    } catch (error) {
      toast(`${name} could not be joined: ${errorWords(error)}`);
    }
  }

  /** @param {Room} room */
  async #leave(room) {
    this.#leaving.add(room.id);
    try {
      await this.ringway.leave(room.id);
      this.rooms.left(room.id);
    } catch (error) {
      toast(errorWords(error));
    } finally {
      this.#leaving.delete(room.id);
    }
  }

  #meta() {
    return { name: this.me.name, status: this.quiet.choice.on ? 'busy' : this.#status };
  }

  /** @param {Status} status */
  async #setStatus(status) {
    this.#status = status;
    await this.#tellStatus();
  }

  /** Whether calls ring. @param {Partial<import('./quiet.js').Choice>} choice */
  async #choose(choice) {
    try {
      await this.quiet.choose(choice);
      if (choice.on !== undefined) announce(choice.on ? 'Do not disturb is on: nothing rings.' : 'Calls ring again.');
    } catch (error) {
      toast(`Whether calls ring could not be changed: ${errorWords(error)}`);
    }
  }

  /** What was said on another device is seen here as soon as somebody looks. */
  async #readQuiet() {
    try {
      await this.quiet.read();
    } catch {
      // What was known last stays on the screen; choosing says what is wrong.
    }
  }

  async #tellStatus() {
    const updates = [...this.rooms.groups.keys()].map((group) => this.#tellStatusIn(group));
    const failed = (await Promise.allSettled(updates)).find((result) => result.status === 'rejected');
    if (failed) toast(`Your status could not be changed everywhere: ${errorWords(failed.reason)}`);
  }

  /** Nobody is told of what he says himself, so that the page tells itself. @param {string} name of a group */
  async #tellStatusIn(name) {
    await this.ringway.update(name, this.#meta());
    const member = this.ringway.group(name)?.members.get(this.ringway.cid ?? '');
    if (member) this.rooms.noticed({ code: 'USER_UPDATED', group: name, member });
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
    const link = linkState(status, this.#refused);
    this.lobby.show(link, nodeName(this.ringway.welcome?.epoch));
    gatewayAway(awayWords(link));
    if (status.state !== 'online') return;
    this.#list();
    this.#readQuiet();
  }

  #visible() {
    const room = this.rooms.current;
    if (!document.hidden && room?.unread && this.lobby.shows(room)) this.rooms.open(room);
    this.#list();
    if (!document.hidden && this.ringway.status.state === 'online') this.#readQuiet();
  }

  #current() {
    const room = this.rooms.current;
    if (room?.kind === 'group') history.replaceState(null, '', addressOf(room.id));
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
    const address = room?.kind === 'group' ? addressOf(room.id) : location.href;
    try {
      await navigator.clipboard.writeText(address);
      toast('The link is copied.');
    } catch {
      toast(`Copy this address: ${address}`);
    }
  }
}
