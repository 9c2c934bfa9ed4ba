import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { CallSession } from '../../app/call.js';
import { LocalMedia } from '../../app/local-media.js';

class Track extends EventTarget {
  enabled = true;
  readyState = 'live';
  constructor(kind) {
    super();
    this.kind = kind;
  }
  stop() {
    this.readyState = 'ended';
  }
}

class Stream {
  #tracks;
  constructor(tracks = []) {
    this.#tracks = [...tracks];
  }
  getTracks = () => [...this.#tracks];
  getVideoTracks = () => this.#tracks.filter((track) => track.kind === 'video');
  addTrack = (track) => void this.#tracks.push(track);
  removeTrack = (track) => void this.#tracks.splice(this.#tracks.indexOf(track), 1);
}

/** Every track that the page was ever given. */
let opened;
/** Kept closed, devices open only when a test lets them. */
let gate;

beforeEach(() => {
  opened = [];
  gate = Promise.resolve();
  const give = async (kinds) => {
    await gate;
    const tracks = kinds.map((kind) => new Track(kind));
    opened.push(...tracks);
    return new Stream(tracks);
  };
  const mediaDevices = { getUserMedia: (wanted) => give(Object.keys(wanted)), getDisplayMedia: () => give(['video']) };
  globalThis.MediaStream = Stream;
  globalThis.localStorage = { getItem: () => null };
  Object.defineProperty(globalThis, 'navigator', { value: { mediaDevices }, configurable: true });
});

afterEach(() => {
  for (const name of ['MediaStream', 'localStorage', 'navigator']) delete globalThis[name];
});

const live = (kind) => opened.filter((track) => track.kind === kind && track.readyState === 'live');

async function media(video = true) {
  const sent = [];
  const local = new LocalMedia(async (kind, track) => void sent.push([kind, track]));
  await local.open(video);
  return { local, sent };
}

test('muting keeps the microphone and silences it', async () => {
  const { local, sent } = await media();
  await local.toggleMic();
  assert.equal(local.mic, false);
  assert.equal(live('audio')[0].enabled, false);
  await local.toggleMic();
  assert.equal(live('audio')[0].enabled, true);
  assert.deepEqual(sent, []);
});

test('a camera that is off is let go', async () => {
  const { local, sent } = await media();
  await local.toggleCamera();
  assert.deepEqual(live('video'), []);
  assert.deepEqual(sent, [['video', null]]);
  await local.toggleCamera();
  assert.equal(live('video').length, 1);
  assert.equal(sent.at(-1)[1], live('video')[0]);
});

test('a screen takes the place of the camera, and gives it back', async () => {
  const { local, sent } = await media();
  const [camera] = live('video');
  await local.toggleScreen();
  assert.deepEqual([local.screen, local.camera], [true, true]);
  const screen = sent.at(-1)[1];
  assert.deepEqual(local.stream.getVideoTracks(), [screen]);
  await local.toggleScreen();
  assert.equal(sent.at(-1)[1], camera);
  assert.equal(screen.readyState, 'ended');
  assert.equal(camera.readyState, 'live');
});

test('a camera turned off behind a shared screen stays off after it', async () => {
  const { local, sent } = await media();
  await local.toggleScreen();
  await local.toggleCamera();
  assert.equal(local.screen, true);
  await local.toggleScreen();
  assert.deepEqual(sent.at(-1), ['video', null]);
  assert.deepEqual(live('video'), []);
});

test('sharing that ends in the browser’s own bar ends here', async () => {
  const { local, sent } = await media(false);
  await local.toggleScreen();
  sent.at(-1)[1].dispatchEvent(new Event('ended'));
  assert.equal(local.screen, false);
});

test('closing lets every device go, also one that opens late', async () => {
  const { local } = await media();
  await local.toggleScreen();
  let open = () => {};
  gate = new Promise((resolve) => (open = resolve));
  const late = local.toggleCamera().then(() => local.toggleCamera());
  local.close();
  open();
  await late;
  assert.deepEqual([...live('audio'), ...live('video')], []);
});

/** A shim's call, as far as the page looks at it. */
class FakeCall extends EventTarget {
  state = 'ringing';
  direction = 'outgoing';
  remote = null;
  channels = new Map();
  hungUp = 0;
  #on = new Map();
  on(type, listener) {
    this.#on.set(type, listener);
  }
  tell(type, event) {
    this.#on.get(type)?.(event);
  }
  become(state) {
    this.state = state;
    this.tell('state', state);
  }
  async hangup() {
    this.hungUp++;
  }
}

const ada = { userId: 'ada', name: 'Ada' };

/** A shim, as far as a call looks at it; `become` changes its connection. */
class FakeRingway {
  cid = 'mine';
  status = { state: 'online' };
  followers = new Set();
  constructor(call) {
    this.call = typeof call === 'function' ? call : async () => call;
  }
  on(_, listener) {
    this.followers.add(listener);
    return () => this.followers.delete(listener);
  }
  become(state) {
    this.status = { state };
    this.followers.forEach((listener) => listener(this.status));
  }
}

function session(call, ringway = new FakeRingway(call)) {
  return new CallSession(ringway, ada, true, 'Grace');
}

/** A call that is connected, its connection to the gateway, and the channel of its chat. */
async function connected() {
  const call = new FakeCall();
  const ringway = new FakeRingway(call);
  const one = session(call, ringway);
  await one.ring();
  const channel = Object.assign(new EventTarget(), { label: 'ringway-demo', readyState: 'open', send() {} });
  call.tell('channel', channel);
  call.become('connected');
  return { call, ringway, one, channel };
}

test('an outgoing call goes from getting ready to its end', async () => {
  const call = new FakeCall();
  const one = session(call);
  assert.equal(one.phase, 'starting');
  await one.ring();
  assert.equal(one.phase, 'ringing');
  call.become('connecting');
  assert.equal(one.phase, 'connecting');
  call.become('connected');
  assert.equal(one.phase, 'connected');
  call.tell('closed', { reason: 'hangup', by: { userId: 'ada', cid: 'hers' } });
  assert.deepEqual(one.end, { reason: 'hangup', mine: false });
  assert.deepEqual([...live('audio'), ...live('video')], []);
});

test('a call without a connection to the gateway does not blame the network between the browsers', async () => {
  for (const code of ['not_connected', 'connection_lost']) {
    const one = session(async () => Promise.reject(Object.assign(new Error('no'), { code })));
    await one.ring();
    assert.deepEqual(one.end, { reason: 'offline', mine: false });
  }
});

test('the ring says who calls, and with what', async () => {
  let asked;
  const one = session(async (options) => ((asked = options), new FakeCall()));
  await one.ring();
  assert.equal(asked.userId, 'ada');
  assert.deepEqual(asked.data, { name: 'Grace', video: true });
  assert.equal(asked.media.getTracks().length, 2);
});

test('somebody who is not there cannot be reached', async () => {
  const one = session(async () => Promise.reject(Object.assign(new Error('no'), { code: 'not_found' })));
  await one.ring();
  assert.deepEqual(one.end, { reason: 'unreachable', mine: false });
});

test('hanging up while the camera still opens never rings', async () => {
  let rang = false;
  const one = session(async () => ((rang = true), new FakeCall()));
  let open = () => {};
  gate = new Promise((resolve) => (open = resolve));
  const ringing = one.ring();
  await one.hangup();
  open();
  await ringing;
  assert.equal(rang, false);
  assert.deepEqual(one.end, { reason: 'cancelled', mine: true });
  assert.deepEqual([...live('audio'), ...live('video')], []);
});

test('hanging up before the gateway has answered takes the ring back', async () => {
  const call = new FakeCall();
  let answer = () => {};
  let asked = () => {};
  const wasAsked = new Promise((resolve) => (asked = resolve));
  const one = session(() => (asked(), new Promise((resolve) => (answer = () => resolve(call)))));
  const ringing = one.ring();
  await wasAsked;
  await one.hangup();
  answer();
  await ringing;
  assert.equal(call.hungUp, 1);
  assert.equal(one.phase, 'ended');
});

test('what the other side says about its devices is shown, its chat is told', async () => {
  const call = new FakeCall();
  const one = session(call);
  await one.ring();
  const channel = Object.assign(new EventTarget(), { label: 'ringway-demo', readyState: 'open', sent: [] });
  channel.send = (data) => channel.sent.push(JSON.parse(data));
  call.tell('channel', channel);
  const texts = [];
  one.on('text', (text) => texts.push(text));
  const hear = (data) => channel.dispatchEvent(Object.assign(new Event('message'), { data }));
  hear('{"type":"devices","mic":false,"camera":true,"screen":false}');
  hear('{"type":"chat","text":"hi"}');
  assert.equal(one.remoteDevices.mic, false);
  assert.deepEqual(texts, ['hi']);
  assert.equal(one.say('hello'), true);
  await one.media.toggleMic();
  assert.deepEqual(channel.sent, [
    { type: 'devices', mic: true, camera: true, screen: false },
    { type: 'chat', text: 'hello' },
    { type: 'devices', mic: false, camera: true, screen: false },
  ]);
});

test('a call whose gateway is away does not say that it is connected', async () => {
  const { ringway, one } = await connected();
  const changes = [];
  one.on('change', () => changes.push(one.phase));
  ringway.become('reconnecting');
  assert.deepEqual(changes, ['reconnecting']);
  ringway.become('online');
  assert.equal(one.phase, 'connected');
  await one.hangup();
});

test('a ring whose gateway is away says so', async () => {
  const call = new FakeCall();
  const ringway = new FakeRingway(call);
  const one = session(call, ringway);
  await one.ring();
  ringway.become('reconnecting');
  assert.equal(one.phase, 'reconnecting');
  ringway.become('online');
  assert.equal(one.phase, 'ringing');
});

test('a call that the other side has left does not say that it is connected until that is told', async () => {
  const { call, one, channel } = await connected();
  channel.readyState = 'closed';
  channel.dispatchEvent(new Event('close'));
  assert.equal(one.phase, 'reconnecting');
  call.tell('closed', { reason: 'hangup', by: { userId: 'ada', cid: 'hers' } });
  assert.deepEqual(one.end, { reason: 'hangup', mine: false });
});

test('a call that ended with the way to the gateway does not blame the other side', async () => {
  const { call, ringway, one } = await connected();
  ringway.become('reconnecting');
  call.tell('closed', { reason: 'disconnected' });
  assert.deepEqual(one.end, { reason: 'cut', mine: false });
  assert.equal(ringway.followers.size, 0);
});

test('a call that this side was to begin, and that ended with the way to the gateway, was cut off', async () => {
  const call = Object.assign(new FakeCall(), { direction: 'incoming', starts: true, accept: () => new Promise(() => {}) });
  const ringway = new FakeRingway(call);
  const one = session(call, ringway);
  one.answer(call);
  ringway.become('reconnecting');
  call.tell('closed', { reason: 'disconnected' });
  assert.deepEqual(one.end, { reason: 'cut', mine: false });
});

test('a call that the other side vanished from says so', async () => {
  const { call, one } = await connected();
  call.tell('closed', { reason: 'disconnected', by: { userId: 'ada', cid: 'hers' } });
  assert.deepEqual(one.end, { reason: 'disconnected', mine: false });
});

test('a call goes on with the other side’s other tab', async () => {
  const { call, one, channel } = await connected();
  channel.dispatchEvent(new MessageEvent('message', { data: JSON.stringify({ type: 'devices', mic: true, camera: false, screen: false }) }));
  call.state = 'connecting';
  call.tell('moved', call);
  channel.dispatchEvent(new Event('close'));
  assert.equal(one.phase, 'connecting');
  assert.deepEqual([one.remoteDevices, one.chatReady], [null, false], 'that tab has said nothing, and may have no chat');
  call.become('connected');
  assert.equal(one.phase, 'connected');
  await one.hangup();
});

test('a call that crossed another one does not stay in doubt over the channel that was given up', async () => {
  const { call, one, channel } = await connected();
  channel.readyState = 'closed';
  channel.dispatchEvent(new Event('close'));
  assert.equal(one.phase, 'reconnecting');
  call.tell('channel', Object.assign(new EventTarget(), { label: 'ringway-demo', readyState: 'open', send() {} }));
  assert.deepEqual([one.phase, one.chatReady], ['connected', true]);
  await one.hangup();
});

test('a call that the backend wants rings at the other side once it is accepted, with a channel for the chat', async () => {
  const call = new FakeCall();
  Object.assign(call, { direction: 'incoming', starts: true });
  const asked = [];
  const phases = [];
  call.accept = async (options) => {
    asked.push(options);
    call.direction = 'outgoing';
  };
  const one = session(call);
  one.on('change', () => one.phase !== phases.at(-1) && phases.push(one.phase));
  await one.answer(call);
  assert.deepEqual(asked[0].channels, [{ label: 'ringway-demo', ordered: true }]);
  call.become('connecting');
  assert.deepEqual(phases, ['starting', 'ringing', 'connecting']);
  call.tell('closed', { reason: 'declined', by: { userId: 'ada', cid: 'hers' } });
  assert.deepEqual(one.end, { reason: 'declined', mine: false });
});

test('a call that this side begins, and the backend ends, is not one that the other side stopped', async () => {
  for (const more of [{}, { direction: 'incoming', starts: true }]) {
    const call = Object.assign(new FakeCall(), more, { accept: () => new Promise(() => {}) });
    const one = session(call);
    if (more.starts) one.answer(call);
    else await one.ring();
    call.tell('closed', { reason: 'cancelled' });
    assert.deepEqual(one.end, { reason: 'withdrawn', mine: false });
  }
});

test('a ring that nobody has answered in time, as the camera is asked for, is not one that the other side did not answer', async () => {
  for (const [starts, reason] of [[false, 'cancelled'], [true, 'not_begun']]) {
    const call = Object.assign(new FakeCall(), { direction: 'incoming', starts, accept: () => new Promise(() => {}) });
    const one = session(call);
    one.answer(call);
    call.tell('closed', { reason: 'timeout' });
    assert.deepEqual(one.end, { reason, mine: false });
  }
});

test('who rings somebody in another call is told so', async () => {
  const call = new FakeCall();
  const one = session(call);
  await one.ring();
  assert.equal(one.waiting, false);
  call.tell('waiting', call);
  assert.deepEqual([one.phase, one.waiting], ['ringing', true]);
  await one.hangup();
});
