package io.ringway.gateway.meetings;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ringway.cluster.Tenant;
import io.ringway.cluster.local.LocalShelves;
import io.ringway.cluster.shelves.Paper;
import io.ringway.cluster.shelves.Placed;
import io.ringway.cluster.shelves.ShelfKey;
import io.ringway.cluster.shelves.ShelfPage;
import io.ringway.cluster.shelves.ShelfStore;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FolderTest {
    private static final int MEETINGS = 2_000;

    private final Counting store = new Counting();
    private final Folder<Meeting> folder =
            new Folder<>(store, new ShelfKey(new Tenant("demo"), "meetings"), 2 * MEETINGS, "meetings", Meeting::of);

    /** Counts how much of a shelf is read. */
    private static final class Counting implements ShelfStore {
        private final ShelfStore shelves = new LocalShelves(() -> Instant.ofEpochMilli(0));
        private int read;

        @Override
        public Future<Placed> put(ShelfKey key, Paper paper, int max) {
            return shelves.put(key, paper, max);
        }

        @Override
        public Future<Optional<Paper>> get(ShelfKey key, String id) {
            return shelves.get(key, id);
        }

        @Override
        public Future<Boolean> remove(ShelfKey key, String id) {
            return shelves.remove(key, id);
        }

        @Override
        public Future<ShelfPage> page(ShelfKey key, int offset, int limit) {
            return shelves.page(key, offset, limit)
                    .onSuccess(page -> read += page.papers().size());
        }

        @Override
        public Optional<String> trouble() {
            return Optional.empty();
        }

        @Override
        public Future<Void> close() {
            return shelves.close();
        }
    }

    @Test
    void whatIsLookedForFromATimeOnDoesNotReadTheWholeShelf() {
        for (int i = 1; i <= MEETINGS; i++) {
            folder.add(new Meeting("m" + i, "title", i % 2 == 0, 10, false, 1_000_000, i, i));
        }
        long from = MEETINGS - 20;
        List<Meeting> found = folder.sifted(Meeting::isActive, meeting -> meeting.created() < from)
                .result();
        assertEquals(11, found.size());
        assertEquals("m" + MEETINGS, found.getFirst().id());
        assertEquals(500, store.read);
        assertEquals(
                MEETINGS / 2,
                folder.sifted(Meeting::isActive, meeting -> false).result().size());
    }
}
