/** States, errors and times in words. No DOM. */

/**
 * The connection to the gateway.
 *
 * @typedef {{state: 'connecting'|'online'|'reconnecting'|'stopped', retryAt?: number, reason?: string}} LinkState
 *   retryAt: milliseconds since 1970; reason: why it stopped, in words
 */

/**
 * @typedef {'starting'|'ringing'|'incoming'|'connecting'|'connected'|'reconnecting'|'ended'} CallPhase
 * @typedef {'direct'|'relay'|null} MediaPath
 */

/**
 * @param {LinkState} link
 * @param {number} now milliseconds since 1970
 */
export function linkWords(link, now) {
  switch (link.state) {
    case 'connecting':
      return 'Connecting…';
    case 'online':
      return 'Online';
    case 'reconnecting': {
      const seconds = Math.ceil(((link.retryAt ?? now) - now) / 1000);
      return seconds > 1 ? `Reconnecting in ${seconds} s` : 'Reconnecting…';
    }
    case 'stopped':
      return 'Offline';
  }
}

/**
 * Why the page has given up on the connection: a close code that says stop.
 *
 * @param {string} reason the close code's name
 */
export function closedWords(reason) {
  switch (reason) {
    case 'kicked':
      return 'The app has disconnected you.';
    case 'replaced':
      return 'Another connection has taken the place of this one.';
    case 'bad_token':
      return 'The gateway does not accept this page’s token.';
    default:
      return 'The connection to the gateway is closed.';
  }
}

/**
 * Why what needs the gateway cannot be used. Empty where it can.
 *
 * @param {LinkState} link
 */
export function awayWords(link) {
  switch (link.state) {
    case 'online':
      return '';
    case 'connecting':
      return 'Not connected to the gateway yet.';
    case 'reconnecting':
      return 'No connection to the gateway. This works again once it is back.';
    case 'stopped':
      return link.reason || 'There is no connection to the gateway.';
  }
}

/**
 * A node's short name from the epoch in its welcome.
 *
 * @param {string|undefined} epoch
 */
export function nodeName(epoch) {
  const node = (epoch ?? '').split('/')[0] ?? '';
  return node.length > 8 ? node.slice(0, 8) : node;
}

/**
 * @param {CallPhase} phase
 * @param {MediaPath} path
 * @param {boolean} [talked] whether the call was connected before
 */
export function callWords(phase, path, talked = true) {
  switch (phase) {
    case 'starting':
      return 'Getting ready…';
    case 'ringing':
      return 'Ringing…';
    case 'incoming':
      return 'Incoming call';
    case 'connecting':
      return 'Connecting…';
    case 'connected':
      return path === 'relay' ? 'Connected through a relay' : path === 'direct' ? 'Connected, direct' : 'Connected';
    case 'reconnecting':
      return talked ? 'Reconnecting…' : 'Still connecting…';
    case 'ended':
      return 'Call ended';
  }
}

/**
 * The card of a ring.
 *
 * @param {{name: string, video: boolean, starts: boolean, busyWith: string|null}} ring
 *   starts: whether the app's backend wants this user to call; busyWith: who the call in progress is with, if there is one
 */
export function ringWords({ name, video, starts, busyWith }) {
  const kind = video ? 'Video call' : 'Voice call';
  const more = [kind, starts && `${name} is rung once you accept`, busyWith && `Accepting ends your call with ${busyWith}`].filter(Boolean);
  return { title: starts ? `You are to call ${name}` : `${name} is calling`, sub: more.length > 1 ? `${more.join('. ')}.` : kind };
}

/**
 * Whether a ring that is over, and was not accepted here, is a missed call.
 *
 * @param {string} reason as for {@link endWords}
 * @param {boolean} starts whether this user was to call
 */
export function isMissed(reason, starts) {
  return !starts && reason !== 'answered_elsewhere' && reason !== 'declined_elsewhere';
}

/**
 * A ring at somebody who is in another call.
 *
 * @param {string} name
 */
export function waitingWords(name) {
  return `${name} is in another call, and sees that you are calling.`;
}

/** What "do not disturb" means. */
export function quietWords() {
  return 'Nothing rings on any of your devices. Others see you as busy, callers are told so, and you see who called.';
}

/**
 * Calls that were missed in another one, of one caller.
 *
 * @param {string} name
 * @param {number} number
 */
export function missedWords(name, number) {
  return number === 1 ? `Missed call from ${name}` : `${number} missed calls from ${name}`;
}

/**
 * Why a call is over.
 *
 * @param {string} reason as on the wire, or `offline` where the gateway could not be asked, `cut` where the way to it broke, or
 *   one of those of `call-end.js`
 * @param {string} name the other side
 * @param {boolean} mine whether this side ended it
 * @param {boolean} talked whether the call was connected before
 */
export function endWords(reason, name, mine, talked = false) {
  switch (reason) {
    case 'hangup':
      return mine ? 'You hung up' : `${name} hung up`;
    case 'declined':
      return mine ? 'You declined the call' : `${name} declined`;
    case 'declined_elsewhere':
      return 'Declined on another device';
    case 'accepted_elsewhere':
      return 'Accepted on another device';
    case 'not_begun':
      return `You did not call ${name} in time`;
    case 'withdrawn':
      return `The call to ${name} was called off`;
    case 'lost':
      return `A connection broke, and the call to ${name} with it`;
    case 'cancelled':
      return mine ? 'You cancelled the call' : `${name} stopped calling`;
    case 'busy':
      return `${name} is busy`;
    case 'timeout':
      return mine ? 'You did not answer' : `${name} did not answer`;
    case 'answered_elsewhere':
      return 'Answered on another device';
    case 'unreachable':
      return `${name} cannot be reached`;
    case 'disconnected':
      return `${name} lost the connection`;
    case 'moved':
      return 'The call moved to another device';
    case 'offline':
      return 'There is no connection to the gateway';
    case 'cut':
      return 'The connection to the gateway broke, and the call with it';
    default:
      return talked ? 'The call lost its connection' : 'The call could not be connected';
  }
}

/**
 * A second sentence for an ended call: what one can do about it. Empty where nothing helps.
 *
 * @param {string} reason
 * @param {string} name
 */
export function endHint(reason, name) {
  switch (reason) {
    case 'declined':
    case 'busy':
    case 'timeout':
      return `You can leave ${name} a message instead.`;
    case 'unreachable':
      return `${name} may have closed the page. They see your message when they are back in a group.`;
    case 'offline':
      return `Once it is back, you can call ${name} again.`;
    case 'failed':
      return 'The two browsers found no way to each other. On strict networks this needs a TURN relay.';
    default:
      return '';
  }
}

const DEVICE = { audio: 'microphone', video: 'camera', screen: 'screen' };

/**
 * A failed getUserMedia or getDisplayMedia, or a device that is gone, said plainly.
 *
 * @param {'audio'|'video'|'screen'} kind
 * @param {string} errorName a DOMException's name, 'Insecure' where the browser offers no devices, or 'Ended' where one that was open has ended
 */
export function mediaErrorWords(kind, errorName) {
  const device = DEVICE[kind];
  switch (errorName) {
    case 'NotAllowedError':
    case 'SecurityError':
      return kind === 'screen'
        ? 'Screen sharing was not allowed.'
        : `This page may not use the ${device}. Allow it in the browser's address bar, then try again.`;
    case 'NotFoundError':
    case 'OverconstrainedError':
      return kind === 'screen' ? 'There is no screen to share.' : `No ${device} was found.`;
    case 'NotReadableError':
    case 'AbortError':
      return `The ${device} is in use by another program, or did not start.`;
    case 'Ended':
      return `The ${device} has stopped: it was unplugged, or this page may not use it any more.`;
    case 'Insecure':
    case 'TypeError':
      return `Browsers give the ${device} only to pages on https or localhost.`;
    default:
      return `The ${device} did not start.`;
  }
}

/**
 * What a call goes on with when devices are missing. Empty when both work.
 *
 * @param {{audio?: string, video?: string}} problems error names by kind
 */
export function fallbackWords(problems) {
  if (problems.audio && problems.video) {
    const why =
      problems.audio === problems.video && problems.audio === 'NotFoundError'
        ? 'No camera or microphone was found.'
        : `${mediaErrorWords('video', problems.video)} ${mediaErrorWords('audio', problems.audio)}`;
    return `${why} You can see and hear the other side, and write in the chat.`;
  }
  if (problems.video) return `${mediaErrorWords('video', problems.video)} The call goes on with sound only.`;
  if (problems.audio) return `${mediaErrorWords('audio', problems.audio)} The others cannot hear you.`;
  return '';
}

/**
 * 65,000 → "1:05"; an hour and more → "1:01:05".
 *
 * @param {number} ms
 */
export function duration(ms) {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const two = (/** @type {number} */ n) => String(n).padStart(2, '0');
  const h = Math.floor(seconds / 3600);
  const m = Math.floor(seconds / 60) % 60;
  return h > 0 ? `${h}:${two(m)}:${two(seconds % 60)}` : `${m}:${two(seconds % 60)}`;
}

/**
 * @param {number} n
 * @param {string} one
 * @param {string} [many]
 */
export function count(n, one, many = `${one}s`) {
  return `${n} ${n === 1 ? one : many}`;
}
