package io.ringway.cluster.streams;

import org.jspecify.annotations.Nullable;

/**
 * The end of an entry: it is taken out of its stream.
 *
 * @param aside where it goes to the dead entries; null where it is done
 * @param reply what is told of it; null for nothing
 */
public record Settlement(
        String id, @Nullable Aside aside, @Nullable Reply reply) {
    /**
     * Why it is put aside.
     *
     * @param reason a code
     * @param results JSON of what came of its parts; empty where there is none
     */
    public record Aside(String reason, String message, long deliveries, String results) {}

    /** @param body JSON; empty where there is none */
    public record Reply(int status, String body) {}
}
