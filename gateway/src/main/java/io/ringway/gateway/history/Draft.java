package io.ringway.gateway.history;

import io.ringway.gateway.protocol.Content;
import io.ringway.gateway.protocol.Sender;

/**
 * A message that has no offset yet.
 *
 * @param key the sender's idempotency key; empty where there is none
 */
public record Draft(Sender from, Content content, String key) {
    /** What a message takes beside its content and its names, in bytes. */
    private static final int OVERHEAD = 200;

    int size() {
        return size(from, content, key);
    }

    static int size(Sender from, Content content, String key) {
        return OVERHEAD + content.bytes().size() + from.user().id().length() + key.length();
    }
}
