/**
 * Whether media of this side's goes, or may go, through a relay that it has allocated.
 * @param {RTCPeerConnection} pc
 */
async function isRelayed(pc) {
  const report = await pc.getStats();
  return [...report.values()].some(
    ({ nominated, localCandidateId }) => nominated && report.get(localCandidateId)?.candidateType === 'relay',
  );
}

/**
 * Other servers, other credentials, or relays alone. They are used from the next search for a way on: where this side's media
 * goes through a relay now, whose old credentials are about to end, or may go on through none, that is to be at once.
 * @param {RTCPeerConnection} pc
 * @param {RTCConfiguration} ice what is new of it; without servers those there are stay
 * @returns {Promise<boolean>} whether to look for a way at once
 */
export async function renewIce(pc, ice) {
  const before = pc.getConfiguration();
  const after = { ...before, ...ice };
  const same = before.iceTransportPolicy === after.iceTransportPolicy;
  if (same && !ice.iceServers) return false;
  pc.setConfiguration(after);
  return !same || isRelayed(pc);
}
