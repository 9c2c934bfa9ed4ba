import { settle } from './clock.js';

class FakeTarget extends EventTarget {
  fire(type, fields = {}) {
    this.dispatchEvent(Object.assign(new Event(type), fields));
  }
}

let tracks = 0;

export class FakeTrack extends FakeTarget {
  /** No two are the same to a test that compares. */
  id = `track-${++tracks}`;
  readyState = 'live';

  enabled = true;

  constructor(kind) {
    super();
    this.kind = kind;
  }

  stop() {
    this.readyState = 'ended';
  }
}

let streams = 0;

export class FakeStream {
  tracks = [];
  id = `stream-${++streams}`;

  constructor(tracks = []) {
    this.tracks = [...tracks];
  }

  getTracks() {
    return [...this.tracks];
  }

  addTrack(track) {
    if (!this.tracks.includes(track)) this.tracks.push(track);
  }

  removeTrack(track) {
    this.tracks = this.tracks.filter((one) => one !== track);
  }
}

export class FakeChannel extends FakeTarget {
  readyState = 'connecting';

  constructor(label, options = {}) {
    super();
    Object.assign(this, { protocol: '', ordered: true, ...options, label });
  }

  sent = [];

  send(data) {
    if (this.readyState !== 'open') throw new Error('InvalidStateError');
    this.sent.push(data);
  }

  close() {
    if (this.readyState === 'closed') return;
    this.readyState = 'closed';
    queueMicrotask(() => this.fire('close'));
  }
}

let serial = 0;

/** A peer connection that keeps the rules of signalling (JSEP) and carries nothing. */
export class FakePeer extends FakeTarget {
  static made = [];
  signalingState = 'stable';
  connectionState = 'new';
  iceConnectionState = 'new';
  iceGatheringState = 'new';
  localDescription = null;
  /** That the two have agreed on. */
  currentLocalDescription = null;
  remoteDescription = null;
  candidates = [];
  channels = [];
  restarts = 0;
  /** Of this side's end of the way in use; nothing before there is one. */
  candidateType = '';
  #transceivers = [];
  #needed = false;

  constructor(configuration = {}) {
    super();
    this.configuration = configuration;
    FakePeer.made.push(this);
  }

  getConfiguration() {
    return this.configuration;
  }

  setConfiguration(configuration) {
    this.configuration = configuration;
  }

  async getStats() {
    const stats = this.candidateType
      ? [
          ['pair', { type: 'candidate-pair', nominated: true, localCandidateId: 'local' }],
          ['local', { type: 'local-candidate', candidateType: this.candidateType }],
        ]
      : [['transport', { type: 'transport' }]];
    return new Map(stats);
  }

  /** One that has no track and never had to be agreed on is taken for another, whoever left it so. */
  addTrack(track, stream) {
    if (this.#transceivers.some(({ sender }) => sender.track === track)) throw new Error('InvalidAccessError: A sender already exists for the track.');
    const idle = this.#transceivers.find(({ sender, receiver, mid }) => !mid && !sender.track && receiver.track.kind === track.kind);
    if (idle) {
      Object.assign(idle.sender, { track, stream });
      idle.direction = 'sendrecv';
      this.#need();
      return idle.sender;
    }
    return this.addTransceiver(track, { streams: [stream] }).sender;
  }

  addTransceiver(track, { streams: [stream] }) {
    const sender = {
      track,
      stream,
      replaceTrack: async (other) => void (sender.track = other),
      setStreams: (other) => {
        sender.stream = other;
        this.#need();
      },
    };
    let direction = 'sendrecv';
    const turn = (to) => {
      direction = to;
      this.#need();
    };
    const transceiver = {
      sender,
      receiver: { track: { kind: track.kind } },
      get direction() {
        return direction;
      },
      set direction(to) {
        turn(to);
      },
      currentDirection: null,
    };
    this.#transceivers.push(transceiver);
    this.#need();
    return transceiver;
  }

  getSenders() {
    return this.signalingState === 'closed' ? [] : this.#transceivers.map(({ sender }) => sender);
  }

  removeTrack(sender) {
    if (!sender.track) return;
    sender.track = null;
    this.#transceivers.find((one) => one.sender === sender).direction = 'recvonly';
    this.#need();
  }

  /** A track of the other side's came with its description. */
  receiveTrack(track, streams = []) {
    const sender = { track: null, replaceTrack: async (other) => void (sender.track = other), setStreams: (other) => void (sender.stream = other) };
    this.#transceivers.push({ sender, receiver: { track }, direction: 'recvonly', currentDirection: 'recvonly' });
    this.fire('track', { track, streams });
  }

  getTransceivers() {
    return this.#transceivers;
  }

  createDataChannel(label, options) {
    const channel = new FakeChannel(label, options);
    this.channels.push(channel);
    this.#need();
    return channel;
  }

  restartIce() {
    this.restarts++;
    this.#need();
  }

  async setLocalDescription() {
    this.#open();
    await Promise.resolve();
    const type = this.signalingState === 'have-remote-offer' ? 'answer' : 'offer';
    this.localDescription = { type, sdp: `v=0\r\no=- ${++serial} 1 IN IP4 0.0.0.0\r\n` };
    this.#transceivers.forEach((one, i) => (one.mid ??= String(i + 1)));
    // What was taken back fits no answer: it has to be offered again.
    if (type === 'offer' || !this.rolledBack) this.#needed = false;
    this.#move(type === 'offer' ? 'have-local-offer' : 'stable');
  }

  async setRemoteDescription({ type, sdp }) {
    this.#open();
    await Promise.resolve();
    if (sdp === 'bad') throw new Error('InvalidAccessError');
    if (type === 'answer' && this.signalingState !== 'have-local-offer') throw new Error('InvalidStateError: stray answer');
    this.rolledBack = type === 'offer' && this.signalingState === 'have-local-offer';
    if (this.rolledBack) this.#needed = true;
    this.remoteDescription = { type, sdp };
    this.#move(type === 'offer' ? 'have-remote-offer' : 'stable');
  }

  async addIceCandidate(candidate) {
    this.#open();
    if (!this.remoteDescription) throw new Error('InvalidStateError: no remote description');
    if (candidate?.candidate === 'bad') throw new Error('OperationError');
    this.candidates.push(candidate);
  }

  close() {
    this.signalingState = 'closed';
    this.connectionState = 'closed';
  }

  /** The way to the other side changes. */
  path(state) {
    this.connectionState = state;
    this.fire('connectionstatechange');
  }

  /** In a browser the description of this side's grows by what is found for it. */
  gather(candidate) {
    if (candidate && this.localDescription) {
      const { type, sdp } = this.localDescription;
      const isCurrent = this.currentLocalDescription === this.localDescription;
      this.localDescription = { type, sdp: `${sdp}a=${candidate}\r\n` };
      if (isCurrent) this.currentLocalDescription = this.localDescription;
    }
    this.fire('icecandidate', { candidate: candidate && { candidate, sdpMid: '0' } });
  }

  #move(state) {
    this.signalingState = state;
    if (state === 'stable') {
      for (const transceiver of this.#transceivers) transceiver.currentDirection = transceiver.direction;
      this.currentLocalDescription = this.localDescription;
    }
    this.fire('signalingstatechange');
    if (state === 'stable' && this.#needed) this.#need();
  }

  #need() {
    this.#needed = true;
    setImmediateLike(() => {
      if (this.#needed && this.signalingState === 'stable') {
        this.#needed = false;
        this.fire('negotiationneeded');
      }
    });
  }

  #open() {
    if (this.signalingState === 'closed') throw new Error('InvalidStateError: closed');
  }
}

function setImmediateLike(run) {
  settle().then(run);
}
