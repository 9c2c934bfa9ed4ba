package io.ringway.gateway.push;

import io.ringway.cluster.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * What is pushed.
 *
 * @param payload what the service worker reads
 * @param until when it is of no use any more, in milliseconds since 1970
 * @param topic a later notice of the same topic takes its place where it has not been fetched; null for none. At most 32
 *     characters of base64url
 */
public record Notice(
        Bytes payload,
        long until,
        Urgency urgency,
        @Nullable String topic) {
    /** How many seconds a push service keeps it for a device that is off. */
    long ttlSeconds(long now) {
        return Math.max(0, (until - now) / 1_000);
    }

    /** Never what is in it: it may be private. */
    @Override
    public String toString() {
        return "a notice of " + payload.size() + " bytes";
    }
}
