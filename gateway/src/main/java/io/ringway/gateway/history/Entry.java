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
        return Draft.size(kept.from(), kept.content(), key);
    }
}
