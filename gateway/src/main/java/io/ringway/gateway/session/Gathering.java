package io.ringway.gateway.session;

import io.ringway.cluster.Cid;
import io.ringway.cluster.Group;
import io.ringway.cluster.UserId;
import io.ringway.gateway.auth.MeetingGroups;
import io.vertx.core.Future;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A meeting that connections of this node are in, and what is to be written of it: one thing after the other. Hub only. */
final class Gathering {
    private static final Logger LOG = LoggerFactory.getLogger(Gathering.class);

    /** So much waits to be written where the store is slow; what is more is not. */
    private static final int MOST = 1_000;

    final Group group;
    final Map<Cid, UserId> members = new LinkedHashMap<>();

    /** Its session as far as this node knows. */
    @Nullable
    String session;

    /** The most that were in it since that was written. */
    int most;

    /** How many were in it when that was written. */
    private int told = -1;

    /** The most that was ever written. */
    private int highest;

    private long toldAt;
    private long renewAt;
    private Future<?> last = Future.succeededFuture();
    private int waiting;

    Gathering(Group group) {
        this.group = group;
    }

    String meeting() {
        return group.name().substring(MeetingGroups.MEETINGS.length());
    }

    void counted(int present) {
        most = Math.max(most, present);
    }

    boolean isDue(long now) {
        return now >= renewAt;
    }

    /** Whether it is another number than was written a while ago, or there were more meanwhile. */
    boolean isOutdated(int present, long now, long while_) {
        return (present != told || most > highest) && now >= toldAt + while_;
    }

    void telling(int present, long now, long renewNext) {
        told = present;
        highest = Math.max(highest, Math.max(present, most));
        toldAt = now;
        renewAt = renewNext;
    }

    /** Does it after all that waits; what fails is not tried again. Completes when it is done, or failed. */
    Future<?> then(Supplier<Future<?>> work) {
        if (waiting >= MOST) {
            return Future.succeededFuture();
        }
        waiting++;
        last = last.transform(before -> work.get()).transform(done -> {
            waiting--;
            if (done.failed()) {
                LOG.debug("A session was not written down: {}", done.cause().getMessage());
            }
            return Future.succeededFuture();
        });
        return last;
    }
}
