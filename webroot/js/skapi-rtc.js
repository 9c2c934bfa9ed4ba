import { listen } from './listen.js';

/**
 * Calls in the objects of skapi-js. The shim loads it when an app first calls, or is called, in that way.
 *
 * @typedef {import('./ringway.js').RTCEvent} RTCEvent
 * @typedef {import('./call.js').Call} Call
 */

/** What skapi-js opens where an app names no channel. */
const DEFAULT = { ordered: true, maxPacketLifeTime: 10, protocol: 'default' };

/**
 * What skapi-js's parameters mean for a call here, which somebody else makes.
 * @param {Partial<import('./ringway.js').RTCParams>} params
 */
const acceptOptions = ({ ice, media }) => ({ media, iceServers: typeof ice === 'string' ? [{ urls: ice }] : ice });

/**
 * Accepts a call.
 * @param {Call} call
 * @param {Partial<import('./ringway.js').RTCParams>} params
 * @param {(event: RTCEvent) => void} callback
 * @param {() => void} hangup
 * @returns {Promise<import('./ringway.js').RTCResolved | null>} null where it rings no more
 */
export async function accept(call, params, callback, hangup) {
  if (call.state !== 'ringing') return null;
  await call.accept({ ...acceptOptions(params), prepared: () => tell(call, callback) });
  return resolved(call, hangup);
}

/**
 * Calls somebody.
 * @param {import('./client.js').Client} client
 * @param {Partial<import('./ringway.js').RTCParams>} params
 * @param {(event: RTCEvent) => void} callback
 * @param {(call: Call) => void} prepared its peer connection is there
 * @param {(call: Call) => () => void} hangup
 */
export async function connect(client, params, callback, prepared, hangup) {
  const call = await client.call({
    ...acceptOptions(params),
    cid: params.cid,
    channels: params.channels ?? [DEFAULT],
    prepared: (call) => {
      tell(call, callback);
      prepared(call);
    },
  });
  const end = hangup(call);
  const connection = call.accepted.then(() => resolved(call, end));
  // An app that only listens to `rtc:closed` need not handle the refusal as well.
  connection.catch(() => {});
  return { hangup: end, connection };
}

/**
 * The object skapi-js resolves to. Its `channels` follow the call's.
 * @param {Call} call
 * @param {() => void} hangup
 * @returns {import('./ringway.js').RTCResolved}
 */
function resolved(call, hangup) {
  const channels = Object.create(null);
  const follow = (/** @type {RTCDataChannel} */ channel) => {
    channels[channel.label] = channel;
    listen(channel, 'close', () => delete channels[channel.label], call.until);
  };
  eachChannel(call, follow);
  return {
    // Another takes its place where the call is begun anew.
    get target() {
      return /** @type {RTCPeerConnection} */ (call.pc);
    },
    channels,
    hangup,
    media: call.media,
  };
}

/**
 * Those that are there, and those to come.
 * @param {Call} call
 * @param {(channel: RTCDataChannel) => void} run
 */
function eachChannel(call, run) {
  call.channels.forEach(run);
  call.on('channel', run);
}

/**
 * Tells a callback what happens to a call's peer connection and channels, in skapi-js's objects.
 * @param {Call} call one that has a peer connection
 * @param {(event: RTCEvent) => void} callback
 */
function tell(call, callback) {
  /** @type {any} */
  let pc;
  const emit = (/** @type {RTCEvent} */ event) => {
    try {
      callback(event);
    } catch (error) {
      call.report(error);
    }
  };
  // Where calls cross, and where one is begun anew, another takes its place.
  const follow = () => pc !== call.pc && tellPeer((pc = /** @type {RTCPeerConnection} */ (call.pc)), emit, call.until);
  follow();
  call.on('state', follow);
  call.on('moved', follow);
  eachChannel(call, (channel) => tellChannel(channel, emit, call.until));
  call.on('closed', () => emit(ofPeer(pc, 'connectionstatechange', STATES[0])));
}

/** What events that end in `change` are about. */
const STATES = /** @type {const} */ (['connectionState', 'iceConnectionState', 'iceGatheringState', 'signalingState']);

/** What skapi-js passes on of a channel and of an event of its; undefined where the event has no such field. */
const OF_CHANNEL = 'readyState label id protocol ordered maxRetransmits bufferedAmount bufferedAmountLowThreshold';
const OF_EVENT = 'type timeStamp data lastEventId origin';

/**
 * @param {any} source
 * @param {string} names
 */
const pick = (source, names) => Object.fromEntries(names.split(' ').map((name) => [name, source[name]]));

/**
 * @param {RTCPeerConnection} pc
 * @param {(event: RTCEvent) => void} emit
 * @param {AbortSignal} signal
 */
function tellPeer(pc, emit, signal) {
  const on = (/** @type {string} */ type, /** @type {(event: any) => RTCEvent} */ of) =>
    listen(pc, type, (event) => emit(of(event)), signal);
  for (const state of STATES) on(`${state}change`.toLowerCase(), ({ type }) => ofPeer(pc, type, state));
  on('negotiationneeded', ({ type }) => ofPeer(pc, type));
  on('track', (event) => ({ type: 'track', target: pc, ...pick(event, 'timeStamp streams track') }));
  on('icecandidate', ({ candidate }) => ofCandidate(pc, candidate));
  on('icecandidateerror', (event) => ({
    ...ofPeer(pc, 'icecandidateerror'),
    ...pick(event, 'errorCode errorText url hostCandidate'),
  }));
}

/**
 * @param {RTCPeerConnection} pc
 * @param {string} type
 * @param {typeof STATES[number]} [state]
 * @returns {RTCEvent}
 */
function ofPeer(pc, type, state) {
  return {
    type: /** @type {RTCEvent['type']} */ (type),
    target: pc,
    timestamp: new Date().toISOString(),
    ...(state && { state: pc[state] }),
    iceState: pc.iceConnectionState,
    connectionState: pc.iceConnectionState,
    gatheringState: pc.iceGatheringState,
    signalingState: pc.signalingState,
  };
}

/**
 * @param {RTCPeerConnection} pc
 * @param {RTCIceCandidate | null} candidate
 * @returns {RTCEvent}
 */
function ofCandidate(pc, candidate) {
  if (!candidate) return ofPeer(pc, 'icecandidateend');
  return {
    ...ofPeer(pc, 'icecandidate'),
    ...pick(candidate, 'candidate sdpMid sdpMLineIndex usernameFragment protocol'),
  };
}

/**
 * @param {RTCDataChannel} channel
 * @param {(event: RTCEvent) => void} emit
 * @param {AbortSignal} signal
 */
function tellChannel(channel, emit, signal) {
  let open = true;
  const tell = (/** @type {any} */ event) => {
    const closes = event.type === 'close';
    if (!open) return;
    open = !closes;
    emit({
      target: channel,
      .../** @type {any} */ (pick(channel, OF_CHANNEL)),
      ...(closes && { readyState: 'closed' }),
      ...pick(event, OF_EVENT),
      error: event.error?.message,
      errorCode: event.error?.errorDetail,
    });
  };
  for (const type of ['open', 'message', 'bufferedamountlow', 'error', 'close']) listen(channel, type, tell, signal);
  // It is closed with its peer connection, and nobody listens by then.
  signal.addEventListener('abort', () => tell(new Event('close')), { once: true });
}
