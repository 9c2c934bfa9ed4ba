import { parseReason } from './backoff.js';
import { decode } from './frames.js';
import { Timer } from './timer.js';

const OPEN_MS = 10_000;
/** From then on: a server that has opened the link is there, and at work. Who came anew would wait behind all the others again. */
const WELCOME_MS = 20_000;
const ABNORMAL = 1006;
/** Not a goodbye: should it arrive after all, the session is kept. */
const GIVEN_UP = 4000;

/**
 * How a link ended.
 * @typedef {{ code: number, reason: string, retryAfterMs: number, opened: boolean }} Ending
 */

/**
 * One WebSocket, from the handshake to its end. The token travels as a sub-protocol, which saves a round trip; or, with
 * `hello`, in the first frame, where the server can say what is wrong with it: a refused handshake shows a browser nothing.
 */
export class Link {
  #socket;
  #on;
  #opened = false;
  #welcomed = false;
  /** @type {string | undefined} what the next link can take this one's session up with; of no use to anybody else */
  resume;
  /** Frames of this session that have come, and that were sent: the server counts as well. */
  received = 0;
  sent = 0;
  #over = false;
  #timer;

  /**
   * @param {{ url: string, token: string | undefined, hello: boolean, former: Link | undefined }} to
   *   `url` has no query, `former` is the link whose session is to go on
   * @param {import('./ringway.js').Platform} platform
   * @param {{
   *   welcome: (frame: import('./frames.js').Frame) => void,
   *   receive: (frame: import('./frames.js').Frame) => void,
   *   error: (error: unknown) => void,
   *   end: (ending: Ending) => void,
   * }} on `end` comes once, and nothing after it
   */
  constructor({ url, token, hello, former }, platform, on) {
    this.#on = on;
    // What a sub-protocol cannot hold goes into the first frame.
    const inFrame = hello || !/^[\w.~+-]+$/.test(token ?? '');
    // No JWT begins like a publishable key: its first character is that of an encoded brace.
    const isKey = token?.startsWith('pk_');
    const protocols = ['ringway.v1'];
    if (!inFrame) {
      protocols.push(`${isKey ? 'key' : 'bearer'}.${token}`);
      if (former) protocols.push(`resume.${former.received}.${former.resume}`);
    }
    // Who has no account is known by nothing else.
    const as = isKey && former ? `?user_id=${encodeURIComponent(former.user)}` : '';
    const socket = new platform.WebSocket(url + as, protocols);
    socket.binaryType = 'arraybuffer';
    socket.onopen = () => {
      this.#opened = true;
      this.#await(WELCOME_MS);
      if (token && inFrame) {
        // JSON leaves out what is undefined.
        this.send(JSON.stringify({ type: 'hello', id: 0, [isKey ? 'key' : 'token']: token, resume: former?.resume, received: former?.received }));
      }
    };
    socket.onmessage = (event) => this.#receive(event.data);
    socket.onclose = (event) => this.#end(event.code, event.reason);
    this.#socket = socket;
    this.#timer = new Timer(platform);
    this.#await(OPEN_MS);
  }

  /** @param {number} ms */
  #await(ms) {
    this.#timer.start(ms, () => this.drop('welcome_timeout'));
  }

  get socket() {
    return this.#socket;
  }

  /**
   * @param {string | Uint8Array<ArrayBuffer>} data
   * @returns {number} which frame of the session it is, from 1
   */
  send(data) {
    // While it closes a browser sends nothing, and complains on the console; what was not sent comes again with the next one.
    if (this.#socket.readyState < 2) this.#socket.send(data);
    return ++this.sent;
  }

  /** Says goodbye; `end` follows when the server has answered. */
  close() {
    this.#socket.close(1000, 'bye');
  }

  /**
   * Gives the socket up at once, without waiting for a peer that may be gone.
   * @param {string} reason
   */
  drop(reason) {
    this.#socket.close(GIVEN_UP);
    this.#end(ABNORMAL, reason);
  }

  /** @param {string | ArrayBuffer} data */
  #receive(data) {
    if (this.#over) return;
    // One that cannot be read has come all the same.
    this.received++;
    let frame;
    try {
      frame = decode(data);
    } catch (error) {
      return this.#on.error(error);
    }
    if (this.#welcomed || frame.type !== 'welcome') return this.#on.receive(frame);
    this.#welcomed = true;
    this.resume = frame.resume;
    this.user = frame.user_id;
    this.received = frame.seq ?? 0;
    this.sent = frame.heard ?? 0;
    this.#timer.stop();
    this.#on.welcome(frame);
  }

  /**
   * @param {number} code
   * @param {string} text
   */
  #end(code, text) {
    if (this.#over) return;
    this.#over = true;
    this.#timer.stop();
    this.#on.end({ code, ...parseReason(text ?? ''), opened: this.#opened });
  }
}
