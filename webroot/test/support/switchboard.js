import { settle } from './clock.js';
import { FakePeer, FakeStream, FakeTrack } from './rtc.js';
import { Bench } from './server.js';

/** The server's part of calls between benches, as docs/protocol.md tells it. */
export class Switchboard {
  #sides = new Map();
  #calls = new Map();
  #next = 1;
  /** Every signal that went through, as `[from, kind]`. */
  signals = [];
  /** Signals from these are lost. */
  mute = new Set();
  /** Whether nothing comes of beginning a call anew. */
  stuck = false;

  /** @param options of the benches */
  constructor(options = {}) {
    this.options = options;
  }

  async add(cid, user_id) {
    const side = await rtcBench(this.options);
    await side.online({ cid, user_id });
    const { socket } = side;
    const send = socket.send.bind(socket);
    socket.send = (data) => {
      send(data);
      queueMicrotask(() => this.#take(cid, user_id, socket, socket.sent.at(-1)));
    };
    this.#sides.set(cid, { socket, user_id });
    return side;
  }

  #take(cid, user_id, socket, frame) {
    const by = { user_id, cid };
    const result = (fields = {}) => socket.push({ type: 'result', id: frame.id, ...fields });
    const call = this.#calls.get(frame.call_id);
    if (frame.type === 'call') {
      const call_id = `call-${this.#next++}`;
      this.#calls.set(call_id, { caller: cid, callee: frame.cid, kept: [{ description: frame.description }], taken: false });
      result({ call_id });
      this.#push(frame.cid, { type: 'rtc:incoming', call_id, ...by, ...(frame.data === undefined ? {} : { data: frame.data }) });
    } else if (frame.type === 'accept') {
      call.taken = true;
      result();
      this.#push(call.caller, { type: 'rtc:accepted', call_id: frame.call_id, ...by });
      const caller = { user_id: this.#sides.get(call.caller).user_id, cid: call.caller };
      for (const signal of call.kept) this.#push(cid, { type: 'rtc:signal', call_id: frame.call_id, ...caller, ...signal });
    } else if (frame.type === 'signal') {
      this.signals.push([cid, frame.description?.type ?? 'candidate']);
      if (!call) return socket.push({ type: 'error', id: frame.id, code: 'call_closed', message: 'over', temporary: false });
      const signal = frame.description ? { description: frame.description } : { candidates: frame.candidates };
      result();
      if (this.mute.has(cid)) return undefined;
      if (call.taken) this.#push(cid === call.caller ? call.callee : call.caller, { type: 'rtc:signal', call_id: frame.call_id, ...by, ...signal });
      else call.kept.push(signal);
    } else if (frame.type === 'move') {
      // Of a call that this connection is in: both sides begin anew, and the second who asks is told no more than the first's.
      result();
      if (call.anew || this.stuck) return undefined;
      call.anew = true;
      const other = cid === call.caller ? call.callee : call.caller;
      this.#push(other, { type: 'rtc:moved', call_id: frame.call_id, ...by });
      const peer = { user_id: this.#sides.get(other).user_id, cid: other };
      this.#push(cid, { type: 'rtc:taken', call_id: frame.call_id, ...peer, polite: cid !== call.caller });
    } else if (frame.type === 'hangup') {
      result();
      if (call) this.#end(frame.call_id, call, cid, by);
    }
    return undefined;
  }

  /** It has been long enough since anybody began anew. */
  forget() {
    for (const call of this.#calls.values()) call.anew = false;
  }

  #end(call_id, call, cid, by) {
    this.#calls.delete(call_id);
    const reason = call.taken ? 'hangup' : cid === call.caller ? 'cancelled' : 'declined';
    for (const side of [call.caller, call.callee]) this.#push(side, { type: 'rtc:closed', call_id, reason, ...by, ...(call.taken && { duration_ms: 7_000 }) });
  }

  #push(cid, frame) {
    this.#sides.get(cid).socket.push(structuredClone(frame));
  }
}

/** A bench with WebRTC and one camera and microphone; `opened` lists the streams that were opened. */
export function rtcBench(options = {}) {
  const opened = [];
  const bench = new Bench({
    ...options,
    platform: {
      RTCPeerConnection: FakePeer,
      MediaStream: FakeStream,
      mediaDevices: {
        async getUserMedia({ audio, video }) {
          await settle();
          if (bench.deviceError) throw bench.deviceError;
          const stream = new FakeStream([...(audio ? [new FakeTrack('audio')] : []), ...(video ? [new FakeTrack('video')] : [])]);
          opened.push(stream);
          return stream;
        },
      },
      ...options.platform,
    },
  });
  return Object.assign(bench, { opened, incoming: nextIncoming(bench) });
}

function nextIncoming(bench) {
  return new Promise((resolve) => bench.client.on('incoming', resolve));
}

/** Lets everything go on until nothing is left to do, tasks of fakes included. */
export async function quiet() {
  for (let i = 0; i < 20; i++) await settle();
}

/** Two clients in a call that is connected. */
export async function connected(options = {}, answer = {}, benches = {}) {
  const board = new Switchboard(benches);
  const ada = await board.add('cid-a', 'ada');
  const bob = await board.add('cid-b', 'bob');
  const call = await ada.client.call({ cid: 'cid-b', ...options });
  const incoming = await bob.incoming;
  await incoming.accept(answer);
  await quiet();
  call.pc.path('connected');
  incoming.pc.path('connected');
  await quiet();
  return { board, ada, bob, call, incoming };
}
