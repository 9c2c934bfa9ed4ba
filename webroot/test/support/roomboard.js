import '../../js/room.js';
import { FakePeer, FakeStream, FakeTrack } from './rtc.js';
import { quiet, rtcBench } from './switchboard.js';
import { roster } from './server.js';

/** The server's part of one room, as docs/protocol.md tells it: seats, a roster with versions, and relays between members. */
export class Roomboard {
  /** @type {Map<string, { bench: any, user: string, meta: any }>} */
  #members = new Map();
  #versions = new Map();
  #sides = new Map();
  /** Every relay that arrived, as `[from, to, content]`. */
  relayed = [];
  /** Relays for these are lost. */
  deaf = new Set();
  /** Nodes of these do not answer. */
  away = new Set();
  /** Relays of such contents are too long. */
  isTooLong = () => false;
  seats = 8;
  /** So many rosters are not complete yet. */
  incomplete = 0;
  #options;

  /** @param options of the benches */
  constructor(options = {}) {
    this.#options = options;
  }

  /** A page of a user, and its room. */
  async add(cid, user, options = {}) {
    const bench = rtcBench(this.#options);
    await bench.online({ cid, user_id: user, ...options.welcome });
    this.plug(bench, cid, user);
    const reported = [];
    const platform = {
      RTCPeerConnection: FakePeer,
      MediaStream: FakeStream,
      MediaRecorder: undefined,
      AudioContext: undefined,
      mediaDevices: undefined,
      window: bench.window,
      setTimeout: bench.clock.setTimeout,
      clearTimeout: bench.clock.clearTimeout,
      randomId: () => `session-of-${cid}-${Math.random()}`,
      reportError: (error) => reported.push(error),
      ...options.platform,
    };
    const room = bench.client.room('tea', { meta: { name: user }, ...options, platform });
    const side = { bench, room, reported, told: [], cid, user };
    for (const event of ['peer-joined', 'peer-left', 'message']) room.on(event, (what) => side.told.push([event, what]));
    return side;
  }

  plug(bench, cid, user) {
    const { socket } = bench;
    this.#sides.set(cid, socket);
    const send = socket.send.bind(socket);
    socket.send = (data) => {
      send(data);
      const frame = socket.sent.at(-1);
      queueMicrotask(() => this.#take(cid, user, bench, socket, frame));
    };
  }

  #take(cid, user, bench, socket, frame) {
    const result = (fields = {}) => socket.push({ type: 'result', id: frame.id, ...fields });
    const fail = (code, temporary = false) => socket.push({ type: 'error', id: frame.id, code, message: code, temporary });
    if (frame.type === 'join') {
      if (!this.#members.has(cid) && this.#members.size >= this.seats) return fail('room_full', true);
      this.#members.set(cid, { bench, user, meta: frame.meta ?? null });
      this.#notice(cid, 'USER_JOINED', user, frame.meta ?? null);
      this.#versions.set(cid, 1);
      result(this.#roster(frame.group, cid));
    } else if (frame.type === 'members') {
      result(this.#roster(frame.group, cid));
    } else if (frame.type === 'relay') {
      const isThere = this.#members.has(frame.cid);
      if (!this.#members.has(cid)) return fail('not_joined');
      if (!isThere) return fail('not_found');
      if (this.away.has(frame.cid)) return fail('unavailable', true);
      if (this.isTooLong(frame.content)) return fail('too_large');
      result({ delivered: 1 });
      if (this.deaf.has(frame.cid)) return undefined;
      this.relayed.push([cid, frame.cid, frame.content]);
      this.#sides.get(frame.cid).push({ type: 'relay', group: frame.group, user_id: user, cid, content: structuredClone(frame.content) });
    } else if (frame.type === 'leave') {
      result();
      this.gone(cid, 'USER_LEFT');
    } else if (frame.type === 'update') {
      this.#notice(cid, 'USER_UPDATED', user, frame.meta);
      result({ version: this.#next(cid) });
    }
    return undefined;
  }

  /** One that is not complete has but who asks. */
  #roster(group, cid) {
    const complete = --this.incomplete < 0;
    const members = [...this.#members].filter(([one]) => complete || one === cid);
    return { group, version: this.#versions.get(cid), complete, members: roster(...members.map(([one, { user, meta }]) => [one, user, meta])) };
  }

  /** What a page of another making says. */
  say(from, to, content) {
    this.#sides.get(to).push({ type: 'relay', group: 'room:tea', user_id: this.#members.get(from).user, cid: from, content });
  }

  gone(cid, code = 'USER_DISCONNECTED') {
    const member = this.#members.get(cid);
    if (!member) return;
    this.#members.delete(cid);
    this.#notice(cid, code, member.user, undefined);
  }

  /** Who was gone is a member again, under the same cid. */
  back(cid, bench, user) {
    this.#members.set(cid, { bench, user, meta: null });
    this.#notice(cid, 'USER_JOINED', user, null);
  }

  #next(cid) {
    const version = this.#versions.get(cid) + 1;
    this.#versions.set(cid, version);
    return version;
  }

  #notice(about, code, user_id, meta) {
    for (const cid of this.#members.keys()) {
      if (cid === about) continue;
      const fields = meta === undefined ? {} : { meta };
      this.#sides.get(cid).push({ type: 'notice', code, group: 'room:tea', version: this.#next(cid), user_id, cid: about, ...fields });
    }
  }
}

/** Time that all sides share passes, and everything that is due happens. */
export async function pass(ms, ...sides) {
  for (const { bench } of sides) await bench.clock.advance(ms);
  await quiet();
}

/** What both ends have agreed on arrives: the tracks, and the way. */
export function connect(from, to) {
  const there = from.room.peers.find((peer) => peer.cid === to.cid);
  const back = to.room.peers.find((peer) => peer.cid === from.cid);
  for (const [peer, other] of [
    [there, back],
    [back, there],
  ]) {
    for (const { sender } of other.pc.getTransceivers()) {
      if (!sender.track) continue;
      peer.pc.receiveTrack(new sender.track.constructor(sender.track.kind), [sender.stream]);
    }
    for (const channel of peer.pc.channels) {
      channel.readyState = 'open';
      const far = other.pc.channels[0];
      channel.send = (data) => far.fire('message', { data: ArrayBuffer.isView(data) ? data.slice().buffer : data });
    }
    peer.pc.path('connected');
  }
  return [there, back];
}

export const camera = () => new FakeStream([new FakeTrack('audio'), new FakeTrack('video')]);
export const peerOf = (side, other) => side.room.peers.find((peer) => peer.cid === other.cid);

/** Two pages in one room, who have met; `ada` and `bob` run before each joins, `options` are of her page. */
export async function pair({ ada: before = () => {}, bob: then = () => {}, options = {} } = {}) {
  const board = new Roomboard();
  const ada = await board.add('cid-a', 'ada', options);
  const bob = await board.add('cid-b', 'bob');
  await before(ada.room);
  await ada.room.join();
  await then(bob.room);
  await bob.room.join();
  await quiet();
  return { board, ada, bob };
}
