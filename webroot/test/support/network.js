import { settle } from './clock.js';

/** Bytes on their way in one direction. What is not there in full when the line is cut never arrives. */
class Pipe {
  #queue = [];
  #arrived = 0;

  /** @param size in bytes @param deliver what happens when the last of them is there */
  write(size, deliver) {
    this.#queue.push({ size, deliver });
  }

  get empty() {
    return this.#queue.length === 0;
  }

  /** Each frame is a task of its own, as in a browser: what it leads to is done before the next one. */
  async flow(bytes) {
    this.#arrived += bytes;
    while (this.#queue.length > 0 && this.#queue[0].size <= this.#arrived) {
      const { size, deliver } = this.#queue.shift();
      this.#arrived -= size;
      deliver();
      await settle();
    }
    if (this.empty) this.#arrived = 0;
  }

  cut() {
    this.#queue = [];
  }
}

const sizeOf = (data) => (typeof data === 'string' ? new TextEncoder().encode(data).length : data.byteLength);
const HANDSHAKE = 300;

/** One connection: the client's WebSocket at one end, and what the server does with it at the other. */
export class Line {
  up = new Pipe();
  down = new Pipe();
  #socket;
  #server;

  constructor(socket, server) {
    this.#socket = socket;
    this.#server = server;
    this.up.write(HANDSHAKE, () => {
      this.down.write(HANDSHAKE, () => socket.opened());
      server.opened(this, socket.protocols);
    });
  }

  fromClient(data) {
    this.up.write(sizeOf(data), () => this.#server.received(this, data));
  }

  fromServer(data) {
    this.down.write(sizeOf(data), () => this.#socket.received(data));
  }

  /** The client closes. */
  closing(code) {
    this.up.write(4, () => this.#server.lost(this, code));
  }

  /** The server closes. */
  close(code, reason) {
    this.down.write(4, () => this.#socket.ended(code, reason));
  }

  /** Nothing gets through any more; each end hears of it when it is told. */
  cut() {
    this.up.cut();
    this.down.cut();
  }

  tellClient() {
    this.#socket.ended(1006, '');
  }

  tellServer() {
    this.#server.lost(this, 1006);
  }
}

/** The WebSocket class of a page whose every socket leads to this server. */
export function socketClass(server, lines) {
  return class {
    readyState = 0;

    constructor(url, protocols) {
      this.protocols = protocols;
      this.line = new Line(this, server);
      lines.push(this.line);
    }

    send(data) {
      if (this.readyState === 0) throw new Error('InvalidStateError');
      if (this.readyState === 1) this.line.fromClient(typeof data === 'string' ? data : data.buffer);
    }

    close(code = 1005) {
      if (this.readyState >= 2) return;
      this.readyState = 2;
      this.line.closing(code);
    }

    opened() {
      if (this.readyState !== 0) return;
      this.readyState = 1;
      this.onopen();
    }

    received(data) {
      if (this.readyState === 1) this.onmessage({ data });
    }

    ended(code, reason) {
      if (this.readyState === 3) return;
      this.readyState = 3;
      this.onclose({ code, reason });
    }
  };
}
