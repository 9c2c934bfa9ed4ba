package io.ringway.gateway.session.histories;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.cluster.Bytes;
import io.ringway.cluster.Group;
import io.ringway.cluster.Tenant;
import io.ringway.cluster.logs.BusyException;
import io.ringway.cluster.logs.DeniedException;
import io.ringway.cluster.logs.LogContents;
import io.ringway.cluster.logs.LogStore;
import io.ringway.gateway.history.Ballot;
import io.ringway.gateway.history.HistoryMessage;
import io.ringway.gateway.history.HistoryPolicy;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A keeper of histories for which more waits than may, and one that is away. */
class SwampedKeeperTest {
    private static final Group GROUP = new Group(new Tenant("demo"), "room");
    private static final HistoryPolicy POLICY = new HistoryPolicy(100, 600_000, 1 << 20);

    private long now = 1_000_000;
    private @Nullable Throwable failure = new BusyException();
    private boolean promises;
    private final HistoryKeeper keeper = new HistoryKeeper(new Failing(), () -> Instant.ofEpochMilli(now));
    private final List<HistoryMessage> said = new ArrayList<>();

    private final class Failing implements LogStore {
        @Override
        public Future<Optional<Held>> promise(String key, String ballot, Duration age) {
            return promises ? Future.succeededFuture(Optional.empty()) : Future.failedFuture(failure);
        }

        @Override
        public Future<Optional<LogContents>> read(String key, String ballot) {
            return Future.failedFuture(failure);
        }

        @Override
        public Future<Void> install(String key, String ballot, Bytes regime, LogContents contents, Duration age) {
            return Future.failedFuture(failure);
        }

        @Override
        public Future<Long> append(String key, String ballot, List<Line> lines, long oldest, Duration age) {
            return Future.failedFuture(failure);
        }

        @Override
        public Future<Void> probe() {
            return failure == null ? Future.succeededFuture() : Future.failedFuture(failure);
        }

        @Override
        public Optional<String> trouble() {
            return Optional.empty();
        }

        @Override
        public Future<Void> close() {
            return Future.succeededFuture();
        }
    }

    private void pull() {
        tell(new HistoryMessage.Pull(GROUP, new Ballot(1, 1)));
    }

    private void tell(HistoryMessage message) {
        keeper.tell(message, POLICY, 0, new HistoryKeeper.Answers() {
            @Override
            public void said(HistoryMessage answer) {
                said.add(answer);
            }

            @Override
            public void full(Group group, Ballot ballot) {
                throw new AssertionError("it has room");
            }
        });
    }

    @Test
    void aKeeperThatHasTooMuchToDoIsNotTakenForOneThatIsAway() {
        pull();
        now += 6_000;
        pull();
        assertTrue(keeper.isThere());
        assertFalse(keeper.isAtWork(GROUP), "it is asked again");
        assertEquals(List.of(), said);

        failure = new IllegalStateException("away");
        pull();
        assertTrue(keeper.isThere(), "for a moment");
        now += 6_000;
        assertFalse(keeper.isThere());
    }

    /** It came and went with each thing that was done there, and nothing was kept anywhere. */
    @Test
    void aKeeperThatDoesNotLetOneThingBeDoneIsGivenUpWhateverElseItDoes() {
        failure = new DeniedException("NOPERM");
        promises = true;
        for (int i = 0; i < 6; i++) {
            pull();
            tell(new HistoryMessage.Seek(GROUP, new Ballot(1, 1)));
            now += 1_000;
        }
        assertFalse(keeper.isThere());
        failure = null;
        keeper.isThere();
        assertTrue(keeper.isThere(), "all that is needed was done");
    }
}
