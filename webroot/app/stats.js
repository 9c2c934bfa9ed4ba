/** What a connection's statistics say about its way through the network. No DOM. */

/** @import { MediaPath } from './words.js' */

/** @typedef {{forEach(visit: (report: any) => void): void}} Report an RTCStatsReport */

/**
 * @param {Report} report
 * @returns {{path: MediaPath, rttMs: number|null}} rttMs: round trip to the other side, milliseconds
 */
export function linkOf(report) {
  /** @type {Map<string, any>} */
  const byId = new Map();
  report.forEach((entry) => byId.set(entry.id, entry));
  const pair = selectedPair(byId);
  if (!pair) return { path: null, rttMs: null };
  const ends = [byId.get(pair.localCandidateId), byId.get(pair.remoteCandidateId)];
  const relayed = ends.some((candidate) => candidate?.candidateType === 'relay');
  const rtt = pair.currentRoundTripTime;
  return { path: relayed ? 'relay' : 'direct', rttMs: typeof rtt === 'number' ? Math.round(rtt * 1000) : null };
}

/**
 * The pair in use: named by the transport (Chromium, Safari), or marked as selected (Firefox).
 *
 * @param {Map<string, any>} byId
 */
function selectedPair(byId) {
  const entries = [...byId.values()];
  const transport = entries.find((entry) => entry.type === 'transport' && entry.selectedCandidatePairId);
  const named = transport && byId.get(transport.selectedCandidatePairId);
  return named ?? entries.find((entry) => entry.type === 'candidate-pair' && (entry.selected || isInUse(entry)));
}

/** @param {any} pair */
function isInUse(pair) {
  return pair.nominated && pair.state === 'succeeded';
}
