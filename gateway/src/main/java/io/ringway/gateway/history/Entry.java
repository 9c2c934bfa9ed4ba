package io.ringway.gateway.history;

import io.ringway.gateway.protocol.KeptMessage;
import java.util.Optional;

/**
 * A message as the nodes keep it.
 *
 * @param origin the node it came through, which numbers what it hands in to each group
 * @param seq that number
 * @param key the sender's idempotency key; empty where there is none
 */
public record Entry(KeptMessage kept, long origin, long seq, String key) {
    /** What an entry takes beside its content and its names, in bytes. */
    private static final int OVERHEAD = 200;

    /** What is known of its key for longer than the message is kept. */
    public Optional<KeyBook.Row> row() {
        return key.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        new KeyBook.Row(kept.from().user(), key, Digests.of(kept.content()), kept.offset(), kept.at()));
    }

    long offset() {
        return kept.offset();
    }

    int size() {
        return OVERHEAD
                + kept.content().bytes().size()
                + kept.from().user().id().length()
                + key.length();
    }
}
