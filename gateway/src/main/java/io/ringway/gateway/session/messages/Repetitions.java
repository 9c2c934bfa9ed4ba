package io.ringway.gateway.session.messages;

import io.ringway.cluster.Bytes;
import io.ringway.cluster.UserId;
import io.ringway.gateway.history.Digests;
import io.ringway.gateway.history.KeyBook;
import io.ringway.gateway.protocol.Command;
import io.ringway.gateway.protocol.ErrorCode;
import io.ringway.gateway.protocol.Event;
import io.ringway.gateway.session.Session;
import java.time.InstantSource;
import java.util.function.IntSupplier;

/**
 * Messages that come a second time with the same key: known on the node that they came through, and there alone. Groups with a
 * history know them by themselves, but for the pushes that go with them. Hub only.
 */
public final class Repetitions {
    private static final String CONFLICT = "this key was used for another message";

    private final KeyBook keys = new KeyBook();
    private final long keyMillis;
    private final InstantSource clock;

    public Repetitions(long keyMillis, InstantSource clock) {
        this.keyMillis = keyMillis;
        this.clock = clock;
    }

    /** Whether a message with this key comes to this node for the first time; always where it has none. */
    boolean isFirst(UserId user, Command.Publish command) {
        String key = command.group() + '\n' + command.key();
        long now = clock.millis();
        if (!command.key().isEmpty() && keys.find(user, key, now - keyMillis) != null) {
            return false;
        }
        if (!command.key().isEmpty()) {
            keys.add(new KeyBook.Row(user, key, Digests.of(command.content()), 0, now));
        }
        return true;
    }

    /** Publishes, and tells how many it was delivered to; or tells what was told the first time. */
    void once(Session session, Command.Publish command, IntSupplier publish) {
        if (command.key().isEmpty()) {
            session.tell(new Event.Delivered(command.id(), publish.getAsInt()));
            return;
        }
        // A line feed is in no name of a group.
        String key = command.group() + '\n' + command.key();
        Bytes digest = Digests.of(command.content());
        long now = clock.millis();
        KeyBook.Row before = keys.find(session.user(), key, now - keyMillis);
        if (before == null) {
            int delivered = publish.getAsInt();
            keys.add(new KeyBook.Row(session.user(), key, digest, delivered, now));
            session.tell(new Event.Delivered(command.id(), delivered));
        } else if (before.digest().equals(digest)) {
            session.tell(new Event.Delivered(command.id(), (int) before.number()));
        } else {
            session.fail(command, ErrorCode.IDEMPOTENCY_CONFLICT, CONFLICT);
        }
    }
}
