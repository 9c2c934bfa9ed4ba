/**
 * @typedef {{ description?: RTCSessionDescriptionInit | null, candidate?: RTCIceCandidateInit | null, candidates?: RTCIceCandidateInit[] }} Signal
 */

/**
 * Perfect negotiation over one peer connection: either side may offer at any time; when both do, the polite one gives
 * way. (W3C WebRTC 1.0, 10.7.) Signals are applied one after the other, candidates that come before the description
 * they belong to are kept until then.
 */
export class Negotiation {
  #pc;
  #on;
  #making = false;
  #ignoring = false;
  /** Until the first offer and answer have met, nobody offers by himself: the caller's offer travels with the ring. */
  #begun = false;
  /** @type {(RTCIceCandidateInit | null)[]} */
  #early = [];
  #chain = Promise.resolve();

  /**
   * @param {RTCPeerConnection} pc
   * @param {object} options
   * @param {() => boolean} options.yields whether this side is the polite one
   * @param {(signal: Signal) => void} options.send
   * @param {(error: unknown) => void} options.fail the two sides cannot agree
   * @param {(error: unknown) => void} options.report a candidate that cannot be used; others may do
   * @param {AbortSignal} options.until
   */
  constructor(pc, options) {
    this.#pc = pc;
    this.#on = options;
    const { send, until } = options;
    pc.addEventListener('negotiationneeded', () => this.#offer(), { signal: until });
    pc.addEventListener('icecandidate', ({ candidate }) => candidate?.candidate && send({ candidate }), { signal: until });
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
  }

  async #offer() {
    if (!this.#begun) return;
    this.#making = true;
    try {
      this.#on.send({ description: await this.begin() });
    } catch (error) {
      this.#on.fail(error);
    } finally {
      this.#making = false;
    }
  }

  /** @param {Signal} signal */
  async #apply({ description, candidate }) {
    if (this.#pc.signalingState === 'closed') return;
    if (description) await this.#describe(description);
    else await this.#candidate(candidate ?? null);
  }

  /** @param {RTCSessionDescriptionInit} description */
  async #describe(description) {
    const offer = description.type === 'offer';
    const collision = offer && (this.#making || this.#pc.signalingState !== 'stable');
    this.#ignoring = collision && !this.#on.yields();
    // An answer that nobody waits for belongs to an offer that was taken back.
    const stray = description.type === 'answer' && this.#pc.signalingState !== 'have-local-offer';
    if (this.#ignoring || stray) return;
    await this.#pc.setRemoteDescription(description);
    await this.#flush();
    if (offer) this.#on.send({ description: await this.begin() });
    this.#begun = true;
  }

  async #flush() {
    const early = this.#early;
    this.#early = [];
    for (const candidate of early) await this.#candidate(candidate);
  }

  /** @param {RTCIceCandidateInit | null} candidate */
  async #candidate(candidate) {
    if (!this.#pc.remoteDescription) {
      this.#early.push(candidate);
      return;
    }
    try {
      await this.#pc.addIceCandidate(candidate ?? undefined);
    } catch (error) {
      // Candidates of an offer that was ignored fit nothing here.
      if (!this.#ignoring) this.#on.report(error);
    }
  }
}
