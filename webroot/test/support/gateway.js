import { decode, encode } from '../../js/frames.js';

/** Sessions of the fake gateway, and what a resume may find of them. */
class Session {
  line = null;
  /** Frames that were sent, from number `sent - log.length + 1` on. */
  log = [];
  sent = 0;
  heard = 0;
  hidden = false;
  groups = new Map();

  constructor(cid) {
    this.cid = cid;
  }
}

/**
 * The server's part of one user's sessions, groups and messages, as docs/protocol.md tells it. The other members are
 * moved by the test. `rememberTokens` makes it forgive a welcome that was lost on its way: the token before it still works.
 */
export class Gateway {
  /** Every session by its token. */
  #tokens = new Map();
  #lines = new Map();
  #sessions = new Set();
  #groups = new Map();
  #next = 1;
  #rememberTokens;
  /** The contents of what was carried out, in order, and how often each. */
  published = [];
  welcomes = [];
  session = null;

  constructor({ rememberTokens = false } = {}) {
    this.#rememberTokens = rememberTokens;
  }

  // The wire.

  opened(line, protocols) {
    const offer = protocols.find((protocol) => protocol.startsWith('resume.'))?.split('.');
    if (protocols.some((protocol) => protocol.startsWith('bearer.'))) this.#welcome(line, {}, offer && { received: Number(offer[1]), resume: offer[2] });
    else this.#lines.set(line, null);
  }

  received(line, data) {
    const frame = decode(data);
    const session = this.#lines.get(line);
    if (session === null && frame.type === 'hello') this.#welcome(line, { id: frame.id }, frame.resume && frame);
    else if (session) this.#take(session, frame);
  }

  lost(line, code) {
    const session = this.#lines.get(line);
    this.#lines.delete(line);
    if (session?.line !== line) return;
    session.line = null;
    if (code === 1000) this.end(session);
  }

  #welcome(line, id, offer) {
    const found = offer && this.#tokens.get(offer.resume);
    if (offer && !this.#rememberTokens) this.#tokens.delete(offer.resume);
    const session = found ?? new Session(`cid-${this.#next++}`);
    this.#sessions.add(session);
    if (!found) this.session = session;
    if (session.line) session.line.close(4404, 'replaced');
    if (session.line) this.#lines.delete(session.line);
    session.line = line;
    this.#lines.set(line, session);
    const first = session.sent - session.log.length;
    const recovered = Boolean(found) && !session.forgotten && !session.moved && offer.received >= first && offer.received <= session.sent;
    if (session.forgotten) Object.assign(session, { sent: 0, heard: 0, log: [], forgotten: false });
    session.moved = false;
    // Where frames are missing, what is kept follows all the same.
    const missed = found ? session.log.slice(Math.max(0, offer.received - first)) : [];
    session.sent -= missed.length;
    session.log = [];
    const resume = `token-${this.#next++}`;
    this.#tokens.set(resume, session);
    const resumed = found ? { recovered, seq: session.sent, heard: session.heard } : {};
    const welcome = { type: 'welcome', ...id, cid: session.cid, user_id: 'ada', epoch: 'n/0', server_time: 1, expires_at: 2 };
    const more = { ping_interval_ms: 20_000, limits: { frame_bytes: 65_536 }, features: [], resume, grace_ms: 10_000, resumed: Boolean(found) };
    this.welcomes.push({ resumed: Boolean(found), recovered });
    line.fromServer(encode({ ...welcome, ...more, ...resumed }));
    for (const frame of missed) this.push(session, frame);
  }

  push(session, frame) {
    session.log.push(frame);
    session.sent++;
    const data = encode(frame);
    session.line?.fromServer(typeof data === 'string' ? data : data.buffer);
  }

  // What a client asks for.

  #take(session, frame) {
    session.heard++;
    const answer = this.#answer(session, frame);
    this.push(session, answer.code ? { type: 'error', id: frame.id, message: '', temporary: false, ...answer } : { type: 'result', id: frame.id, ...answer });
  }

  #answer(session, { type, group: name, meta = null, content, on }) {
    const group = this.group(name);
    const inside = group.members.has(session.cid);
    switch (type) {
      case 'join':
        session.groups.set(name, true);
        return this.#put(name, session.cid, 'ada', meta, inside ? 'USER_UPDATED' : 'USER_JOINED');
      case 'update':
        return inside ? this.#put(name, session.cid, 'ada', meta, 'USER_UPDATED') : { code: 'not_joined' };
      case 'leave':
        if (!inside) return { code: 'not_joined' };
        this.#remove(name, session.cid, 'USER_LEFT');
        return {};
      case 'publish':
        if (!inside) return { code: 'not_joined' };
        this.published.push(content);
        return { delivered: 1 };
      case 'members':
        return this.#roster(name);
      case 'background':
        session.hidden = on;
        return { grace_ms: 120_000 };
      case 'ping':
        return { server_time: 1 };
      default:
        return { code: 'unknown_type' };
    }
  }

  // The groups.

  group(name) {
    if (!this.#groups.has(name)) this.#groups.set(name, { version: 0, members: new Map() });
    return this.#groups.get(name);
  }

  #roster(name) {
    const { version, members } = this.group(name);
    return { group: name, version, complete: true, members: [...members.values()] };
  }

  /** Puts a member into a group, or changes what it says about itself. */
  #put(name, cid, user_id, meta, code) {
    const group = this.group(name);
    group.members.set(cid, { cid, user_id, meta });
    this.#notice(name, { code, version: ++group.version, cid, user_id, meta });
    return this.#roster(name);
  }

  #remove(name, cid, code) {
    const group = this.group(name);
    const { user_id } = group.members.get(cid);
    group.members.delete(cid);
    this.#notice(name, { code, version: ++group.version, cid, user_id });
  }

  #notice(name, change) {
    const { session } = this;
    if (session && change.cid !== session.cid && this.group(name).members.has(session.cid)) this.push(session, { type: 'notice', group: name, ...change });
  }

  // What the others do.

  come(name, cid, meta) {
    this.#put(name, cid, 'bob', meta, this.group(name).members.has(cid) ? 'USER_UPDATED' : 'USER_JOINED');
  }

  go(name, cid, code = 'USER_LEFT') {
    this.#remove(name, cid, code);
  }

  tell(content) {
    this.push(this.session, { type: 'private', user_id: 'bob', cid: 'b', content });
  }

  // What goes wrong.

  /** More was missed than is kept. */
  overflow(session) {
    session.log = session.log.slice(-3);
  }

  /** Another node has the session and all its frames, but counts the groups' versions in its own way. */
  move(session) {
    session.moved = true;
    for (const group of this.#groups.values()) group.version = 0;
  }

  /** The node of the session died: another knows whose it was, and nothing more. */
  forget(session) {
    session.forgotten = true;
    for (const [name, group] of this.#groups) if (group.members.has(session.cid)) this.#remove(name, session.cid, 'USER_DISCONNECTED');
  }

  /** The grace of every session that nobody has taken up again is over. */
  expire() {
    for (const session of this.#sessions) if (!session.line) this.end(session);
  }

  /** Nobody came back in time, or said goodbye. */
  end(session) {
    for (const [token, of] of this.#tokens) if (of === session) this.#tokens.delete(token);
    for (const [name, group] of this.#groups) if (group.members.has(session.cid)) this.#remove(name, session.cid, 'USER_DISCONNECTED');
  }
}
