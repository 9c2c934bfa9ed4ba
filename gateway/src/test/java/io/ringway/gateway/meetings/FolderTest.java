package io.ringway.gateway.meetings;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ringway.cluster.Tenant;
import io.ringway.cluster.shelves.ShelfKey;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class FolderTest {
    private static final int MEETINGS = 2_000;

    private final WatchedShelves store = new WatchedShelves(() -> Instant.ofEpochMilli(0));
    private final Folder<Meeting> folder =
            new Folder<>(store, new ShelfKey(new Tenant("demo"), "meetings"), 2 * MEETINGS, "meetings", Meeting::of);

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
        assertEquals(500, store.read());
        assertEquals(
                MEETINGS / 2,
                folder.sifted(Meeting::isActive, meeting -> false).result().size());
    }
}
