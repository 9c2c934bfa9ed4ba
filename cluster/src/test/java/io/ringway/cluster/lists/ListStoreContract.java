package io.ringway.cluster.lists;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.cluster.Bytes;
import io.ringway.cluster.StoreContract;
import io.ringway.cluster.Tenant;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What every store of lists promises. Each test has a list of its own. */
public abstract class ListStoreContract extends StoreContract {
    public static final int ITEMS = 5;
    public static final Duration AGE = Duration.ofHours(1);
    public static final Bounds BOUNDS = new Bounds(ITEMS, AGE, 1_000);

    private static final long NOW = System.currentTimeMillis();

    private final AtomicReference<Instant> time = new AtomicReference<>(Instant.ofEpochMilli(NOW));
    public final InstantSource clock = time::get;

    protected abstract ListStore store();

    private final ListKey key = key();

    public static ListKey key() {
        return new ListKey(new Tenant("acme"), "user-" + UUID.randomUUID());
    }

    public static Item item(int time, String id) {
        return new Item(NOW + time, id, false, Bytes.utf8("body of " + id));
    }

    public static Item unseen(int time, String id) {
        return new Item(NOW + time, id, true, Bytes.utf8("body of " + id));
    }

    public int append(ListKey list, Item item) {
        return call(() -> store().append(list, item));
    }

    protected ListPage page(ListKey list, String after, int limit) {
        return call(() -> store().page(list, after, limit));
    }

    private int remove(ListKey list, String id) {
        return call(() -> store().remove(list, id));
    }

    @Test
    void whatIsRemovedIsGoneAndCanComeAgain() {
        append(key, item(1, "a"));
        append(key, unseen(2, "b"));
        append(key, item(3, "c"));

        assertEquals(0, remove(key, "b"));
        assertEquals(0, remove(key, "never"));
        assertEquals(
                List.of("c", "a"),
                page(key, "", 9).items().stream().map(Item::id).toList());
        append(key, unseen(4, "b"));
        assertEquals(
                List.of("b", "c", "a"),
                page(key, "", 9).items().stream().map(Item::id).toList());
        List.of("a", "b", "c").forEach(id -> remove(key, id));
        assertEquals(List.of(), page(key, "", 9).items());
        assertEquals(0, remove(key, "a"));
    }

    private int mark(ListKey list, String upTo) {
        return call(() -> store().mark(list, upTo));
    }

    protected static List<String> ids(ListPage page) {
        return page.items().stream().map(Item::id).toList();
    }

    @Test
    void aListThatNobodyWroteIsEmpty() {
        assertEquals(ListPage.EMPTY, page(key(), "", 10));
        assertEquals(0, mark(key(), "nothing"));
    }

    @Test
    void theNewestComesFirstWhateverTheOrderOfWriting() {
        ListKey list = key();
        append(list, item(2, "b"));
        append(list, item(3, "c"));
        append(list, item(1, "a"));
        assertEquals(List.of("c", "b", "a"), ids(page(list, "", 10)));
    }

    @Test
    void itemsOfOneMomentAreInTheOrderOfTheirIds() {
        ListKey list = key();
        append(list, item(1, "b"));
        append(list, item(1, "c"));
        append(list, item(1, "a"));
        assertEquals(List.of("c", "b", "a"), ids(page(list, "", 10)));
        assertEquals(List.of("a"), ids(page(list, "b", 10)));
    }

    @Test
    void whatWasWrittenTwiceIsThereOnceAndTheFirstStays() {
        ListKey list = key();
        assertEquals(1, append(list, unseen(1, "a")));
        assertEquals(1, append(list, new Item(NOW + 9, "a", true, Bytes.utf8("another body"))));
        assertEquals(List.of(unseen(1, "a")), page(list, "", 10).items());
    }

    @Test
    void pagesFollowEachOther() {
        ListKey list = key();
        for (int i = 1; i <= ITEMS; i++) {
            append(list, item(i, "call-" + i));
        }
        ListPage first = page(list, "", 2);
        assertEquals(List.of("call-5", "call-4"), ids(first));
        assertTrue(first.more());
        ListPage second = page(list, "call-4", 2);
        assertEquals(List.of("call-3", "call-2"), ids(second));
        assertTrue(second.more());
        ListPage last = page(list, "call-2", 2);
        assertEquals(List.of("call-1"), ids(last));
        assertFalse(last.more());
        assertEquals(List.of(), ids(page(list, "call-1", 2)));
    }

    @Test
    void aPageThatEndsWithTheOldestSaysSo() {
        ListKey list = key();
        append(list, item(1, "a"));
        append(list, item(2, "b"));
        assertFalse(page(list, "", 2).more());
    }

    @Test
    void afterAnItemNobodyHasThereIsNothing() {
        ListKey list = key();
        append(list, item(1, "a"));
        assertEquals(List.of(), ids(page(list, "never-was", 10)));
    }

    @Test
    void overItsBoundTheOldestItemsGo() {
        ListKey list = key();
        int unseen = 0;
        for (int i = 1; i <= ITEMS + 2; i++) {
            unseen = append(list, unseen(i, "call-" + i));
        }
        assertEquals(ITEMS, unseen, "what is gone is not counted");
        assertEquals(List.of("call-7", "call-6", "call-5", "call-4", "call-3"), ids(page(list, "", 100)));
    }

    @Test
    void whatIsTooOldIsNotShownAndNotCounted() {
        ListKey list = key();
        append(list, unseen(0, "old"));
        append(list, unseen(60_000, "young"));
        time.set(Instant.ofEpochMilli(NOW + AGE.toMillis() + 30_000));
        try {
            ListPage page = page(list, "", 10);
            assertEquals(List.of("young"), ids(page));
            assertFalse(page.more());
            assertEquals(1, page.unseen());
            assertEquals(2, append(list, unseen(120_000, "new")));
        } finally {
            time.set(Instant.ofEpochMilli(NOW));
        }
        assertEquals(List.of("new", "young"), ids(page(list, "", 10)), "what was too old at a write is gone for good");
    }

    @Test
    void unseenItemsAreCountedUntilSomebodyHasSeenThem() {
        ListKey list = key();
        assertEquals(1, append(list, unseen(1, "a")));
        assertEquals(1, append(list, item(2, "b")));
        assertEquals(2, append(list, unseen(3, "c")));
        assertEquals(3, append(list, unseen(4, "d")));
        assertEquals(3, mark(list, "missing"));
        assertEquals(1, mark(list, "c"));
        assertEquals(1, mark(list, "a"), "what is seen stays seen");
        ListPage page = page(list, "", 10);
        assertEquals(1, page.unseen());
        assertEquals(
                List.of(true, false, false, false),
                page.items().stream().map(Item::unseen).toList());
        assertEquals(0, mark(list, "d"));
    }

    @Test
    void ofOneMomentOnlyWhatIsNotNewerIsMarked() {
        ListKey list = key();
        append(list, unseen(1, "a"));
        append(list, unseen(1, "b"));
        append(list, unseen(1, "c"));
        assertEquals(1, mark(list, "b"));
        assertEquals(
                List.of("c"),
                page(list, "", 10).items().stream()
                        .filter(Item::unseen)
                        .map(Item::id)
                        .toList());
    }

    @Test
    void aLateMissedCallIsUnseenThoughLaterOnesWereSeen() {
        ListKey list = key();
        append(list, unseen(5, "later"));
        mark(list, "later");
        assertEquals(1, append(list, unseen(1, "earlier")));
    }

    @Test
    void aTenantSeesNothingOfAnother() {
        append(new ListKey(new Tenant("a"), "bc"), item(1, "x"));
        assertEquals(List.of(), ids(page(new ListKey(new Tenant("ab"), "c"), "", 10)));
        assertEquals(List.of(), ids(page(new ListKey(new Tenant("b"), "bc"), "", 10)));
    }

    @Test
    void anyNameMayHaveAList() {
        for (String name : List.of("a b", "{x}", "line\nfeed", "\u00e4\ud83d\ude00", "a:b*?[c]", "x".repeat(256))) {
            ListKey list = new ListKey(new Tenant("acme"), name + UUID.randomUUID());
            append(list, item(1, "a"));
            assertEquals(List.of("a"), ids(page(list, "", 10)), name);
        }
    }

    @Test
    void bodiesComeBackByteForByte() {
        byte[] all = new byte[256];
        IntStream.range(0, all.length).forEach(i -> all[i] = (byte) i);
        ListKey list = key();
        append(list, new Item(NOW, "a", false, Bytes.wrap(all)));
        append(list, new Item(NOW + 1, "b", false, Bytes.EMPTY));
        assertEquals(
                List.of(Bytes.EMPTY, Bytes.wrap(all)),
                page(list, "", 10).items().stream().map(Item::body).toList());
    }

    @Test
    void manyWritersAtOnceLoseNothing() {
        ListKey list = key();
        call(() -> {
            List<Future<Integer>> writes = new ArrayList<>();
            for (int i = 0; i < ITEMS; i++) {
                writes.add(store().append(list, unseen(i, "call-" + i)));
            }
            return Future.all(writes);
        });
        assertEquals(ITEMS, page(list, "", 10).unseen());
    }

    @Test
    void nothingIsWrongWithAStoreThatAnswers() {
        append(key, item(1, "a"));
        assertEquals("", store().trouble().orElse(""));
    }
}
