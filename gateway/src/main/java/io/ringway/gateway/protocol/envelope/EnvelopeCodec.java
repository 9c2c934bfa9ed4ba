package io.ringway.gateway.protocol.envelope;

import io.vertx.core.buffer.Buffer;

/**
 * Envelopes as the cluster carries them: version, type, tenant, and what the type needs, big-endian, every length in front
 * and checked against what is there. Content is copied once each way. Any thread.
 */
public final class EnvelopeCodec {
    private EnvelopeCodec() {}

    /** Fails where an envelope mixes tenants, or a name is over-long or not Unicode: defects of the caller. */
    public static Buffer encode(Envelope envelope) {
        return EnvelopeWriter.write(envelope);
    }

    /** Reads a whole payload; the buffer can be reused afterwards. */
    public static Envelope decode(Buffer payload) throws EnvelopeException {
        return EnvelopeReader.read(payload);
    }
}
