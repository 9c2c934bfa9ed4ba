import { decode, encode } from '../../js/frames.js';
import { FakeClock, settle } from './clock.js';
import { Ringway } from '../../js/ringway.js';

/** A socket whose other end is the test. */
export class FakeSocket {
  readyState = 0;
  sent = [];

  constructor(url, protocols) {
    this.url = url;
    this.protocols = protocols;
  }

  send(data) {
    if (this.readyState !== 1) throw new Error('InvalidStateError');
    this.sent.push(decode(typeof data === 'string' ? data : data.buffer));
  }

  close(code = 1005, reason = '') {
    if (this.readyState >= 2) return;
    this.readyState = 2;
    this.closedWith = { code, reason };
  }

  accept() {
    this.readyState = 1;
    this.onopen();
  }

  /** The server says something. */
  push(frame) {
    const data = encode(frame);
    this.onmessage({ data: typeof data === 'string' ? data : data.buffer });
  }

  /** The connection ends from the other side. */
  end(code = 1006, reason = '') {
    this.readyState = 3;
    this.onclose({ code, reason });
  }
}

export const WELCOME = {
  type: 'welcome',
  cid: 'cid-1',
  user_id: 'ada',
  epoch: 'node/0',
  server_time: 1,
  expires_at: 2,
  ping_interval_ms: 20_000,
  limits: { frame_bytes: 65_536 },
  features: ['binary', 'calls'],
  ice: { iceServers: [{ urls: 'stun:example.test' }], expiresAt: 3 },
};

/** A client on a fake clock and fake sockets, and the server's side of them. */
export class Bench {
  clock = new FakeClock();
  sockets = [];
  reported = [];
  way = Object.assign(new EventTarget(), { type: 'wifi' });
  window = Object.assign(new EventTarget(), { navigator: { connection: this.way } });
  document = Object.assign(new EventTarget(), { hidden: false });

  constructor(options = {}) {
    const bench = this;
    const { platform, Ringway: Client = Ringway, ...rest } = options;
    this.client = new Client({
      url: 'https://gateway.test',
      token: 'a.b.c',
      // Tests say what is sent to the last frame; those of the reports ask for them.
      reports: false,
      ...rest,
      platform: {
        WebSocket: class extends FakeSocket {
          constructor(url, protocols) {
            super(url, protocols);
            bench.sockets.push(this);
          }
        },
        now: this.clock.now,
        setTimeout: this.clock.setTimeout,
        clearTimeout: this.clock.clearTimeout,
        random: () => 0.5,
        window: this.window,
        document: this.document,
        reportError: (error) => this.reported.push(error),
        ...platform,
      },
    });
    this.statuses = [];
    this.client.on('status', (status) => this.statuses.push(status));
  }

  get socket() {
    return this.sockets.at(-1);
  }

  /** Connects and is welcomed. */
  async online(welcome = {}) {
    const connected = this.client.connect();
    await settle();
    this.welcome(welcome);
    await connected;
    return this;
  }

  welcome(fields = {}) {
    this.socket.accept();
    this.socket.push({ ...WELCOME, ...fields });
  }

  /** The requests of a kind that the current socket has carried. */
  sent(type) {
    return this.socket.sent.filter((frame) => frame.type === type);
  }

  /** Answers the last request of a kind. */
  async answer(type, fields = {}) {
    await settle();
    const request = this.sent(type).at(-1);
    if (!request) throw new Error(`no ${type} was sent, but ${this.socket.sent.map((frame) => frame.type)}`);
    this.socket.push({ type: 'result', id: request.id, ...fields });
    await settle();
    return request;
  }

  async refuse(type, fields) {
    await settle();
    const request = this.sent(type).at(-1);
    this.socket.push({ type: 'error', id: request.id, message: fields.code, temporary: false, ...fields });
    await settle();
  }

  async push(frame) {
    this.socket.push(frame);
    await settle();
  }

  /** Joins, and is given a roster: this connection and the named ones. */
  async joined(group, others = [], { version = 1, meta } = {}) {
    const joining = this.client.join(group, meta === undefined ? {} : { meta });
    await this.answer('join', { group, version, complete: true, members: roster([this.client.cid, 'ada'], ...others) });
    return joining;
  }

  /** Breaks the connection, and lets the next one be welcomed. */
  async reconnect({ code = 1006, welcome = { cid: `cid-${this.sockets.length + 1}` } } = {}) {
    this.socket.end(code);
    await this.clock.advance(6_000);
    this.welcome(welcome);
    await settle();
  }
}

/** Members of a roster on the wire, from `[cid, userId, meta]`. */
export function roster(...members) {
  return members.map(([cid, user_id, meta = null]) => ({ cid, user_id, meta }));
}
