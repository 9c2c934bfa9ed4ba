package io.ringway.gateway.session.resume;

import io.ringway.cluster.NodeRef;
import io.ringway.gateway.protocol.CloseCode;
import io.ringway.gateway.session.Connection;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Connections whose session may be with a node that does not answer. Until it does, or is counted out, nobody can say what
 * becomes of the session; a client that was sent away over that would come back seconds later, and after a crash most clients
 * are quicker than the news of it. So they wait here, bounded in time, and each ends: with its session, or with a close code.
 * Hub only.
 */
final class Unanswered {
    /** Longer than a hung node takes to be counted out, and less than the 20 s that clients wait for a welcome. */
    static final long PATIENCE_MS = 8_000;

    private final InstantSource clock;
    private final List<Waiting> waiting = new ArrayList<>();
    private final Map<Connection, Long> deadlines = new HashMap<>();

    /** @param again asks anew where the session is */
    private record Waiting(Connection connection, NodeRef node, Runnable again) {}

    Unanswered(InstantSource clock) {
        this.clock = clock;
    }

    /** That node has not answered the question for the connection's session. */
    void add(Connection connection, NodeRef node, Runnable again) {
        if (!connection.isClosed()) {
            deadlines.putIfAbsent(connection, clock.millis() + PATIENCE_MS);
            waiting.add(new Waiting(connection, node, again));
        }
    }

    /** It is gone, and who waited for it may go on without it. */
    void nodeDown(NodeRef node) {
        askAgain(each -> each.node.id() == node.id());
    }

    /** Asks again, and sends away who has waited long enough; once a second. */
    void tick() {
        long now = clock.millis();
        deadlines.keySet().removeIf(connection -> connection.isClosed() || connection.session() != null);
        waiting.removeIf(each -> {
            boolean isLate = deadlines.getOrDefault(each.connection, 0L) <= now;
            if (isLate) {
                each.connection.line().close(CloseCode.NOT_READY);
            }
            return isLate;
        });
        askAgain(any -> true);
    }

    private void askAgain(Predicate<Waiting> which) {
        List<Waiting> due = new ArrayList<>();
        waiting.removeIf(each -> which.test(each) && due.add(each));
        due.stream().filter(each -> !each.connection.isClosed()).forEach(each -> each.again.run());
    }
}
