/**
 * Whether media of this side's goes, or may go, through a relay that it has allocated.
 * @param {RTCPeerConnection} pc
 */
export async function isRelayed(pc) {
  const report = await pc.getStats();
  return [...report.values()].some(
    ({ nominated, localCandidateId }) => nominated && report.get(localCandidateId)?.candidateType === 'relay',
  );
}
