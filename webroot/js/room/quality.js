/** How good a connection is, from what the browser counts about it. */

/** @typedef {import('../room.js').Quality} Quality */

/** @type {Quality} */
export const NONE = Object.freeze({ score: 0, reason: 'There is no connection.' });

/**
 * What a report says, as far as it matters here.
 * @typedef {object} Sample
 * @property {number} lost packets of media that did not come, of both directions
 * @property {number} packets those that came
 * @property {number} rttMs there and back
 * @property {number} jitterMs
 * @property {number} frozenMs
 * @property {number} level how loud the other side is, 0 to 1
 * @property {number} ownLevel how loud this side is
 */

/**
 * @param {Iterable<any>} stats the values of an RTCStatsReport
 * @returns {Sample}
 */
export function sample(stats) {
  const sum = { lost: 0, packets: 0, rttMs: 0, jitterMs: 0, frozenMs: 0, level: 0, ownLevel: 0 };
  for (const stat of stats) {
    if (stat.type === 'inbound-rtp') {
      sum.lost += Math.max(0, stat.packetsLost ?? 0);
      sum.packets += stat.packetsReceived ?? 0;
      sum.jitterMs = Math.max(sum.jitterMs, (stat.jitter ?? 0) * 1000);
      sum.frozenMs += (stat.totalFreezesDuration ?? 0) * 1000;
      if (stat.kind === 'audio') sum.level = Math.max(sum.level, stat.audioLevel ?? 0);
    } else if (stat.type === 'remote-inbound-rtp') {
      sum.lost += Math.max(0, stat.packetsLost ?? 0);
    } else if (stat.type === 'outbound-rtp') {
      sum.packets += stat.packetsSent ?? 0;
    } else if (stat.type === 'candidate-pair' && stat.nominated) {
      sum.rttMs = Math.max(sum.rttMs, (stat.currentRoundTripTime ?? 0) * 1000);
    } else if (stat.type === 'media-source' && stat.kind === 'audio') {
      sum.ownLevel = Math.max(sum.ownLevel, stat.audioLevel ?? 0);
    }
  }
  return sum;
}

/**
 * The score of what happened between two samples: that of the worst thing about it.
 * @param {Sample} before
 * @param {Sample} now
 * @param {number} elapsedMs
 * @returns {Quality}
 */
export function rate(before, now, elapsedMs) {
  const lost = Math.max(0, now.lost - before.lost);
  const came = Math.max(0, now.packets - before.packets);
  const loss = lost + came > 0 ? (100 * lost) / (lost + came) : 0;
  const frozen = (100 * Math.max(0, now.frozenMs - before.frozenMs)) / Math.max(1, elapsedMs);
  const faults = [
    { score: grade(loss, [1, 3, 8, 20]), reason: `${loss.toFixed(loss < 10 ? 1 : 0)} % of the packets are lost.` },
    { score: grade(now.rttMs, [150, 300, 500, 1000]), reason: `It takes ${Math.round(now.rttMs)} ms there and back.` },
    { score: grade(now.jitterMs, [30, 60, 120, 250]), reason: `Packets come unevenly, by ${Math.round(now.jitterMs)} ms.` },
    { score: grade(frozen, [5, 15, 30, 60]), reason: `The picture stood still for ${Math.round(frozen)} % of the time.` },
  ];
  const worst = faults.reduce((one, other) => (other.score < one.score ? other : one));
  return worst.score === 5 ? { score: 5, reason: 'Everything arrives in time.' } : /** @type {Quality} */ (worst);
}

/**
 * From 5 down to 1, a grade less for each bound that is passed.
 * @param {number} value
 * @param {number[]} bounds ascending
 */
const grade = (value, bounds) => 5 - bounds.filter((bound) => value > bound).length;
