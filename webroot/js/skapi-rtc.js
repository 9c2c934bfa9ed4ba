import { RingwayError } from './errors.js';
import { SKAPI_DEFAULT } from './channels.js';

/**
 * @typedef {import('./ringway.js').RTCEvent} RTCEvent
 * @typedef {import('./call.js').Call} Call
 */

/**
 * A connection id without skapi-js's `cid:` in front.
 * @param {unknown} cid
 */
export function plainCid(cid) {
  if (typeof cid !== 'string' || cid === '') throw new RingwayError('bad_request', '"cid" should be a connection id');
  return cid.startsWith('cid:') ? cid.slice(4) : cid;
}

/**
 * What skapi-js's parameters mean for a call here.
 * @param {Partial<import('./ringway.js').RTCParams>} params
 */
export function callOptions({ ice, media, channels }) {
  const iceServers = typeof ice === 'string' ? [{ urls: ice }] : ice;
  return { ...(media ? { media } : {}), ...(iceServers ? { iceServers } : {}), channels: channels ?? [SKAPI_DEFAULT] };
}

/**
 * The object skapi-js resolves to. Its `channels` follow the call's.
 * @param {Call} call
 * @returns {import('./ringway.js').RTCResolved}
 */
export function resolved(call) {
  const channels = Object.create(null);
  const follow = (/** @type {RTCDataChannel} */ channel) => {
    channels[channel.label] = channel;
    channel.addEventListener('close', () => delete channels[channel.label], { signal: call.until });
  };
  for (const channel of call.channels.values()) follow(channel);
  call.on('channel', follow);
  return {
    target: /** @type {RTCPeerConnection} */ (call.pc),
    channels,
    hangup: hangup(call),
    media: call.media,
  };
}

/**
 * Hanging up without a promise: what goes wrong is reported, not lost.
 * @param {Call} call
 */
export function hangup(call) {
  return () => void call.hangup().catch((error) => call.report(error));
}

/**
 * Tells a callback what happens to a call's peer connection and channels, in skapi-js's objects.
 * @param {Call} call one that has a peer connection
 * @param {(event: RTCEvent) => void} callback
 */
export function tell(call, callback) {
  const pc = /** @type {RTCPeerConnection} */ (call.pc);
  const emit = (/** @type {RTCEvent} */ event) => {
    try {
      callback(event);
    } catch (error) {
      call.report(error);
    }
  };
  tellPeer(pc, emit, call.until);
  for (const channel of call.channels.values()) tellChannel(channel, emit, call.until);
  call.on('channel', (channel) => tellChannel(channel, emit, call.until));
  call.on('closed', () => emit(ofPeer(pc, 'connectionstatechange', 'connectionState')));
}

/**
 * @param {RTCPeerConnection} pc
 * @param {(event: RTCEvent) => void} emit
 * @param {AbortSignal} signal
 */
function tellPeer(pc, emit, signal) {
  /** @type {[RTCEvent['type'], 'connectionState' | 'iceConnectionState' | 'iceGatheringState' | 'signalingState' | undefined][]} */
  const states = [
    ['connectionstatechange', 'connectionState'],
    ['iceconnectionstatechange', 'iceConnectionState'],
    ['icegatheringstatechange', 'iceGatheringState'],
    ['signalingstatechange', 'signalingState'],
    ['negotiationneeded', undefined],
  ];
  for (const [type, state] of states) pc.addEventListener(type, () => emit(ofPeer(pc, type, state)), { signal });
  pc.addEventListener('track', (e) => emit({ type: 'track', target: pc, timeStamp: e.timeStamp, streams: e.streams, track: e.track }), { signal });
  pc.addEventListener('icecandidate', (e) => emit(ofCandidate(pc, e.candidate)), { signal });
  pc.addEventListener('icecandidateerror', (e) => emit(ofCandidateError(pc, e)), { signal });
}

/**
 * @param {RTCPeerConnection} pc
 * @param {RTCEvent['type']} type
 * @param {'connectionState' | 'iceConnectionState' | 'iceGatheringState' | 'signalingState'} [state]
 * @returns {RTCEvent}
 */
function ofPeer(pc, type, state) {
  return {
    type,
    target: pc,
    timestamp: new Date().toISOString(),
    ...(state ? { state: pc[state] } : {}),
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
  if (!candidate) return { type: 'icecandidateend', target: pc, timestamp: new Date().toISOString() };
  return {
    ...ofPeer(pc, 'icecandidate'),
    candidate: candidate.candidate,
    sdpMid: candidate.sdpMid,
    sdpMLineIndex: candidate.sdpMLineIndex,
    usernameFragment: candidate.usernameFragment,
    protocol: candidate.protocol,
  };
}

/**
 * @param {RTCPeerConnection} pc
 * @param {RTCPeerConnectionIceErrorEvent} event
 * @returns {RTCEvent}
 */
function ofCandidateError(pc, { errorCode, errorText, url, address, port }) {
  return { ...ofPeer(pc, 'icecandidateerror'), errorCode, errorText, url, hostCandidate: address ? `${address}:${port}` : undefined };
}

/**
 * @param {RTCDataChannel} channel
 * @param {(event: RTCEvent) => void} emit
 * @param {AbortSignal} signal
 */
function tellChannel(channel, emit, signal) {
  const { label } = channel;
  const of = (/** @type {Event} */ event) => ({
    type: /** @type {RTCEvent['type']} */ (event.type),
    target: channel,
    timeStamp: event.timeStamp,
    readyState: channel.readyState,
    label,
    id: channel.id,
    bufferedAmount: channel.bufferedAmount,
  });
  const { ordered, maxRetransmits, protocol, bufferedAmountLowThreshold } = channel;
  channel.addEventListener('open', (e) => emit({ ...of(e), ordered, maxRetransmits, protocol }), { signal });
  channel.addEventListener('message', (e) => emit({ ...of(e), data: e.data, lastEventId: e.lastEventId, origin: e.origin }), { signal });
  channel.addEventListener('bufferedamountlow', (e) => emit({ ...of(e), bufferedAmountLowThreshold }), { signal });
  channel.addEventListener('error', (e) => emit({ ...of(e), error: e.error?.message, errorCode: e.error?.errorDetail }), { signal });
  channel.addEventListener('close', (e) => emit(of(e)), { signal });
}
