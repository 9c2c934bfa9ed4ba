import { listen } from './listen.js';

/** Candidates found within this time travel together. */
const BATCH_MS = 50;

/** More at once are refused. */
const MAX_CANDIDATES = 64;

/**
 * @typedef {{ description?: RTCSessionDescriptionInit | null, candidate?: RTCIceCandidateInit | null, candidates?: RTCIceCandidateInit[] }} Signal
 */

/**
 * Perfect negotiation over one peer connection: either side may offer at any time; when both do, the polite one gives
 * way. (W3C WebRTC 1.0, 10.7.) Signals are applied one after the other, candidates that come before the description
 * they belong to are kept until then. Once its time is over, it says nothing more: what it is in the middle of fails where the
 * peer connection is closed, and is nobody's business.
 */
export class Negotiation {
  #pc;
  #on;
  #making = false;
  #ignoring = false;
  /** Until the first offer and answer have met, nobody offers by himself: the caller's offer travels with the ring. */
  #begun = false;
  /** @type {Signal['candidate'][]} */
  #early = [];
  /** @type {RTCIceCandidateInit[]} of this side, not said yet */
  #found = [];
  /** @type {Record<string, string>} by type, the `o=` line of the last description of the other side's that counted */
  #heard = {};
  /** @type {RTCSessionDescriptionInit | false | null | undefined} what was answered to the last of them, where it was an offer */
  #answer;
  #chain = Promise.resolve();

  /**
   * @param {RTCPeerConnection} pc
   * @param {object} options
   * @param {() => boolean} options.yields whether this side is the polite one
   * @param {(signal: Signal) => void} options.send
   * @param {(error: unknown) => void} options.fail the two sides cannot agree
   * @param {(error: unknown) => void} options.report a candidate that cannot be used; others may do
   * @param {Pick<import('./ringway.js').Platform, 'setTimeout'>} options.platform
   * @param {AbortSignal} options.until
   */
  constructor(pc, { yields, send, fail, report, platform, until }) {
    const live = (/** @type {(what: any) => void} */ run) => (/** @type {any} */ what) => void (until.aborted || run(what));
    this.#pc = pc;
    this.#on = { yields, send: live(send), fail: live(fail), report: live(report) };
    listen(pc, 'negotiationneeded', () => this.#offer(), until);
    listen(
      pc,
      'icecandidate',
      ({ candidate }) => candidate?.candidate && this.#found.push(candidate) < 2 && platform.setTimeout(() => this.#flush(), BATCH_MS),
      until,
    );
  }

  /** The offer that goes with the ring; or, later, what this side has to say next. */
  async begin() {
    await this.#pc.setLocalDescription();
    return this.#pc.localDescription;
  }

  /** The offer of a side that takes a call over: the other side waits for it. */
  start() {
    this.#begun = true;
    return this.#offer();
  }

  /**
   * Takes a signal of the other side's, behind those before it.
   * @param {Signal} signal
   */
  receive(signal) {
    return (this.#chain = this.#chain.then(() => this.#apply(signal)).catch(this.#on.fail));
  }

  /** Looks for a new way to the other side: the addresses of this one have changed, or the way is broken. */
  restart() {
    if (this.#begun) this.#pc.restartIce();
    this.repeat();
  }

  /** Something was lost: an offer that is not answered, without which nothing goes on, is said again. */
  repeat() {
    const { localDescription, signalingState } = this.#pc;
    if (signalingState === 'have-local-offer') this.#say(localDescription);
  }

  #flush() {
    while (this.#found.length) this.#on.send({ candidates: this.#found.splice(0, MAX_CANDIDATES) });
  }

  /**
   * A description leaves behind the candidates found before it.
   * @param {Signal['description']} description
   */
  #say(description) {
    this.#flush();
    this.#on.send({ description });
  }

  async #offer() {
    if (!this.#begun) return;
    this.#making = true;
    await this.begin()
      .then((offer) => this.#say(offer))
      .catch(this.#on.fail);
    this.#making = false;
  }

  /** @param {Signal} signal */
  async #apply({ description, candidate }) {
    const { signalingState } = this.#pc;
    if (signalingState === 'closed') return;
    if (!description) return this.#candidate(candidate);
    const { type, sdp } = description;
    // Of the other side's own offer, which has been answered or ignored by now.
    if (type === 'rollback') return;
    const offer = type === 'offer';
    // Of what is said twice, the first counts: another answer to it might be taken for one to a later offer. Said again it may have grown
    // by candidates, but names itself as before (RFC 8829, 5.2.2).
    const origin = /o=.*/.exec(/** @type {string} */ (sdp)) + '';
    if (origin !== this.#heard[type]) {
      // Both offer at once.
      const stable = signalingState === 'stable';
      this.#ignoring = offer && (this.#making || !stable) && !this.#on.yields();
      // An answer that nobody waits for belongs to an offer that was taken back.
      if (offer ? this.#ignoring : stable) return;
      await this.#pc.setRemoteDescription(description);
      for (const early of this.#early.splice(0)) await this.#candidate(early);
      this.#heard[type] = origin;
      this.#answer = offer && (await this.begin());
      this.#begun = true;
    }
    // With what was found for it since; also where this side offers something by now, which the other has not agreed to.
    if (offer && this.#answer) this.#say(this.#pc.currentLocalDescription ?? this.#answer);
  }

  /** Candidates of an offer that was ignored fit nothing here. @param {Signal['candidate']} candidate */
  async #candidate(candidate) {
    if (this.#pc.remoteDescription) await this.#pc.addIceCandidate(candidate).catch((error) => this.#ignoring || this.#on.report(error));
    else this.#early.push(candidate);
  }
}
