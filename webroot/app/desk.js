/**
 * The switchboard of calls: one call at a time on the screen, rings beside it.
 */
import { CallSession } from './call.js';
import { endOf } from './call-end.js';
import { CallView } from './call-view.js';
import { Chat } from './chat.js';
import { displayName } from './names.js';
import { announce, toast } from './notices.js';
import { showRing } from './ring.js';
import { callWords, duration, endWords, isMissed, missedWords, ringWords } from './words.js';

/**
 * @import { IncomingCall, Ringway } from '../js/ringway.js'
 * @import { TellableReason } from './call-end.js'
 * @import { Identity } from './identity.js'
 * @import { Preferences } from './media.js'
 * @import { TabTitle } from './notices.js'
 * @import { Message, Room, Rooms } from './rooms.js'
 */

/**
 * @typedef {{title: TabTitle, closed: () => void, devices: () => void, message: (userId: string) => void,
 *   send: (room: Room, text: string) => void, resend: (room: Room, message: Message) => void}} DeskActions
 */

export class Desk {
  /** @type {CallView|null} */
  #view = null;
  /** @type {Map<IncomingCall, ReturnType<typeof showRing>>} the cards of the calls that ring */
  #ringing = new Map();

  /**
   * @param {Ringway} ringway
   * @param {Rooms} rooms
   * @param {Identity} me
   * @param {DeskActions} on
   */
  constructor(ringway, rooms, me, on) {
    this.ringway = ringway;
    this.rooms = rooms;
    this.me = me;
    this.on = on;
    ringway.on('incoming', (call) => this.#incoming(call));
    addEventListener('pagehide', () => this.#session?.hangup());
  }

  get #session() {
    return this.#view && !this.#view.session.over ? this.#view.session : null;
  }

  get inCall() {
    return this.#session !== null;
  }

  /** @param {{userId: string, name: string}} peer @param {boolean} video */
  call(peer, video) {
    if (this.#session) return toast(`You are in a call with ${this.#session.peer.name}.`);
    const session = this.#start(peer, video);
    session.ring();
  }

  /** Over the call's own channel, where there is one open with this user. @param {string} userId @param {string} text */
  say(userId, text) {
    const session = this.#session;
    return session?.peer.userId === userId && session.say(text);
  }

  /** Whether a conversation is on the screen beside the call. @param {Room} room */
  shows(room) {
    return this.#view !== null && this.#view.chatOpen && this.#view.session.peer.userId === room.id;
  }

  /** Whether the call covers the lobby. */
  get covers() {
    return this.#view !== null;
  }

  /** @param {keyof Preferences} kind @param {string} deviceId */
  deviceChosen(kind, deviceId) {
    if (kind === 'audiooutput') this.#view?.useSpeaker(deviceId);
    else this.#session?.media.useOther(kind === 'audioinput' ? 'audio' : 'video');
  }

  /** @param {IncomingCall} call */
  #incoming(call) {
    const userId = call.peer.userId ?? '';
    const { starts = false, data } = call;
    // What comes with a call that this user is to begin is not the other side's.
    const name = this.#nameOf(userId, starts ? null : data);
    const ring = { userId, name, video: data?.video !== false, starts, busyWith: this.#session?.peer.name ?? null };
    const card = showRing(
      ring,
      { accept: (withVideo) => this.#accept(call, ring, withVideo), decline: () => this.#decline(call) },
    );
    this.#ringing.set(call, card);
    this.on.title.alert(`${ringWords(ring).title}…`);
    call.on('closed', (closed) => {
      const { reason, mine } = endOf(call, closed, this.ringway);
      // What is merged goes on as this user's call back.
      if (this.#settle(call) && !mine && reason !== 'merged') this.#unanswered(ring, reason);
    });
  }

  /** Takes a ring's card away. @param {IncomingCall} call @returns {boolean} whether it was still ringing here */
  #settle(call) {
    this.#ringing.get(call)?.close();
    const rang = this.#ringing.delete(call);
    if (this.#ringing.size === 0) this.on.title.alert('');
    return rang;
  }

  /** What accepting a ring ends is another call now, or none. */
  #warn() {
    for (const card of this.#ringing.values()) card.busyWith(this.#session?.peer.name ?? null);
  }

  /** @param {string} userId @param {any} data what the caller sent with the ring */
  #nameOf(userId, data) {
    const known = this.rooms.nameOf(userId);
    return known === displayName(userId, null) ? displayName(userId, data) : known;
  }

  /** @param {{userId: string, name: string, starts: boolean}} ring @param {TellableReason} reason */
  #unanswered({ userId, name, starts }, reason) {
    toast(endWords(reason, name, false));
    if (isMissed(reason, starts)) this.rooms.happened(this.rooms.direct(userId), missedWords(name, 1));
  }

  /**
   * A call that did not ring. Not for now, where there is a call on the screen: it is told when that is over.
   *
   * @param {string} userId
   * @param {boolean} quiet whether nothing is to be said of it by itself
   */
  missedWhileBusy(userId, quiet) {
    const peer = { userId, name: this.rooms.nameOf(userId) };
    this.rooms.happened(this.rooms.direct(userId), missedWords(peer.name, 1));
    if (this.#view) this.#view.missed(peer);
    else if (!quiet) toast(missedWords(peer.name, 1));
  }

  /** @param {IncomingCall} call @param {{userId: string, name: string, starts: boolean}} ring @param {boolean} video */
  async #accept(call, ring, video) {
    this.#settle(call);
    /** @type {TellableReason|null} */
    let over = null;
    const off = call.on('closed', (closed) => (over = endOf(call, closed, this.ringway).reason));
    await this.#session?.hangup();
    off();
    // The gateway may take its time to hear of the end of the former call.
    if (over) return this.#unanswered(ring, over);
    const session = this.#start({ userId: ring.userId, name: ring.name }, video);
    await session.answer(call);
  }

  /** @param {IncomingCall} call */
  async #decline(call) {
    this.#settle(call);
    await call.decline();
  }

  /** @param {{userId: string, name: string}} peer @param {boolean} video */
  #start(peer, video) {
    this.#view?.close();
    const session = new CallSession(this.ringway, peer, video, this.me.name);
    const room = this.rooms.direct(peer.userId);
    const chat = new Chat(this.rooms, {
      send: this.on.send,
      resend: this.on.resend,
      label: `Chat with ${peer.name}`,
      emptyText: () => ({ title: 'Nothing written yet', text: 'Messages here go straight to the other browser.' }),
    });
    chat.show(room);
    const view = new CallView(session, chat, {
      close: () => this.#close(view),
      again: () => this.call(peer, video),
      back: (caller) => this.call(caller, false),
      message: () => {
        this.#close(view);
        this.on.message(peer.userId);
      },
      devices: this.on.devices,
    });
    session.on('text', (text) => this.rooms.heard(room, peer.userId, text, this.shows(room)));
    session.on('ended', () => this.#ended(session, room));
    this.#follow(session);
    this.#view = view;
    this.#warn();
    view.open();
    return session;
  }

  /** Reads the phases out, and puts them into the title. @param {CallSession} session */
  #follow(session) {
    let last = '';
    session.on('change', () => {
      const words = callWords(session.phase, session.path, session.connectedAt !== null);
      if (words === last) return;
      last = words;
      this.on.title.set(`${session.peer.name} · ${words}`);
    });
  }

  /** @param {CallSession} session @param {Room} room */
  #ended({ end, peer, connectedAt, endedAt }, room) {
    this.#warn();
    if (!end) return;
    const words = endWords(end.reason, peer.name, end.mine, connectedAt !== null);
    const length = connectedAt && endedAt ? ` · ${duration(endedAt - connectedAt)}` : '';
    this.rooms.happened(room, `${words}${length}`);
    announce(words, 'assertive');
  }

  /** @param {CallView} view */
  #close(view) {
    view.close();
    if (this.#view === view) this.#view = null;
    this.on.closed();
  }
}
