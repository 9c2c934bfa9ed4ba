/**
 * Tells the gateway what became of each call's search for a way through the network, so that "why did my call fail?" has an
 * answer in the call's timeline. A module of its own, which the shim loads with the first call.
 *
 * Sent are the kinds of the candidates in use and words for what went wrong; no address of anybody.
 */

/** Each node takes sixteen of a user for a call. */
const MAX_REPORTS = 8;
const MAX_ERRORS = 3;
const MAX_CHARS = 500;

/**
 * @typedef {{ errorCode: number, errorText?: string, url?: string }} IceError an RTCPeerConnectionIceErrorEvent
 */

/** What the codes of STUN and TURN mean; 701 is the browser's own. */
const WORDS = new Map([
  [400, 'did not understand the request'],
  [401, 'refused the credentials'],
  [403, 'does not relay to the other side'],
  [437, 'lost the relayed address'],
  [438, 'found the credentials stale'],
  [441, 'found the credentials to be those of somebody else'],
  [442, 'does not relay this transport'],
  [486, 'has given this user its share of relayed addresses already'],
  [500, 'failed'],
  [508, 'has no room left'],
  [701, 'did not answer'],
]);

/**
 * One error in words, such as "TURN turn.example.com:3478 refused the credentials (401)".
 * @param {IceError} error
 */
export function iceErrorWords({ errorCode, errorText, url = '' }) {
  const [, scheme = '', host = ''] = /^(stun|turn)s?:([^?\s]+)/.exec(url) ?? [];
  const who = scheme ? `${scheme.toUpperCase()} ${host}` : 'The STUN or TURN server';
  const what = WORDS.get(errorCode) ?? (errorText ? `said "${errorText}"` : 'refused');
  return `${who} ${what} (${errorCode})`;
}

/**
 * Why no way was found, in words.
 * @param {IceError[]} errors
 * @param {readonly RTCIceServer[]} iceServers
 * @param {boolean} [hurried] whether somebody ended the call before it was clear that there is none
 */
export function failureWords(errors, iceServers, hurried = false) {
  // Of several of one kind the last says it: 701 comes for each network interface.
  const words = [...new Set(errors.map(iceErrorWords))].slice(0, MAX_ERRORS);
  const urls = iceServers.flatMap(({ urls }) => urls);
  if (!hurried && !urls.some((url) => /^turns?:/.test(url))) words.push('there was no TURN server to go through');
  const text = [hurried ? 'ended before a way was found' : 'no pair of addresses worked', ...words].join('; ');
  return text.length > MAX_CHARS ? `${text.slice(0, MAX_CHARS - 1)}…` : text;
}

/**
 * The kinds of the two candidates that are in use.
 * @param {RTCPeerConnection} pc
 */
async function pair(pc) {
  const report = await pc.getStats();
  const used = [...report.values()].find(({ type, nominated, state }) => type === 'candidate-pair' && nominated && state === 'succeeded');
  const kind = (/** @type {string | undefined} */ id) => (id === undefined ? undefined : report.get(id)?.candidateType);
  return { local: kind(used?.localCandidateId), remote: kind(used?.remoteCandidateId) };
}

/**
 * What is reported already, also by a copy of this module from another file.
 * @type {WeakSet<RTCPeerConnection>}
 */
const watched = (/** @type {any} */ (globalThis)[Symbol.for('ringway.reported')] ??= new WeakSet());

/**
 * Reports every call from now on: for a client that was told by `reports: false` not to do it by itself.
 * @param {import('./ringway.js').Ringway} ringway
 * @returns {() => void} ends it
 */
export function reportCalls(ringway) {
  return ringway.on('call', (call) => {
    const pc = /** @type {RTCPeerConnection} */ (call.pc);
    /** @type {IceError[]} */
    const errors = [];
    pc.addEventListener('icecandidateerror', (event) => {
      if (errors.length < 20) errors.push(/** @type {RTCPeerConnectionIceErrorEvent} */ (event));
    });
    watch(ringway, call, pc, errors);
  });
}

/**
 * Reports one peer connection of a call, which may have gone some way already.
 * @param {Pick<import('./ringway.js').Ringway, 'ask'>} ringway
 * @param {import('./ringway.js').Call} call
 * @param {RTCPeerConnection} pc
 * @param {IceError[]} errors of it: whoever calls this goes on collecting them
 */
export function watch(ringway, call, pc, errors) {
  if (watched.has(pc) || call.pc !== pc) return;
  watched.add(pc);
  let sent = 0;
  let found = false;
  let tried = /^(re)?connect/.test(call.state);
  /** @type {RTCPeerConnectionState} */
  let state = 'new';
  const { iceServers = [] } = pc.getConfiguration();

  const send = (/** @type {Record<string, unknown>} */ report) => {
    if (!call.id || sent++ >= MAX_REPORTS) return;
    // A report that does not arrive is no reason to bother anybody.
    ringway.ask('call_report', { call_id: call.id, ...report }).catch(() => {});
  };
  const failed = (/** @type {boolean} */ hurried) => {
    send({ outcome: 'failed', state: state === 'closed' ? undefined : state, text: failureWords(errors, iceServers, hurried) });
  };
  const look = async () => {
    const before = state;
    state = pc.connectionState;
    if (state === 'failed' && before !== 'failed') failed(false);
    if (state !== 'connected' || before === 'connected') return;
    found = true;
    // Of a call that has a way, what did not work on the side is worth a word too.
    const text = [...new Set(errors.map(iceErrorWords))].slice(0, MAX_ERRORS).join('; ').slice(0, MAX_CHARS);
    send({ outcome: 'connected', state, ...(await pair(pc)), ...(text ? { text } : {}) });
  };
  const ended = (/** @type {boolean} */ hurried) => {
    if (tried && !found && state !== 'failed') failed(hurried);
    tried = false;
  };
  pc.addEventListener('connectionstatechange', look);
  // Not by the peer connection's state: one that gets no candidate at all never begins to connect.
  call.on('state', (now) => {
    tried ||= now === 'connecting' && call.pc === pc;
  });
  // Where another was made in its place, the call's way is of that one.
  call.on('moved', () => call.pc !== pc && ended(true));
  call.on('closed', ({ reason }) => call.pc === pc && ended(reason !== 'failed'));
  look();
}
