package io.ringway.cluster.shelves;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.cluster.Bytes;
import io.ringway.cluster.StoreContract;
import io.ringway.cluster.Tenant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** What every store of shelves promises. Each test has a shelf of its own. */
public abstract class ShelfContract extends StoreContract {
    private static final long SEED = 20_261_126;
    private static final int ROOM = 5;

    /** What the store takes for the time; a real one, as a Redis has a clock of its own. */
    public final AtomicLong now = new AtomicLong(System.currentTimeMillis());

    protected abstract ShelfStore store();

    public static ShelfKey shelf() {
        return new ShelfKey(new Tenant("demo"), "s" + UUID.randomUUID() + "é{}:");
    }

    public Paper paper(String id, String body) {
        return Paper.first(id, now.get(), now.get() + 3_600_000, Bytes.utf8(body));
    }

    public Placed put(ShelfKey key, Paper paper) {
        return call(() -> store().put(key, paper, ROOM));
    }

    protected Optional<Paper> get(ShelfKey key, String id) {
        return call(() -> store().get(key, id));
    }

    @Test
    void whatWasPutIsThereAsItWas() {
        ShelfKey key = shelf();
        Paper paper = paper("a-é\n", "{\"x\":\"é\u0001\"}");
        assertEquals(Placed.DONE, put(key, paper));
        assertEquals(Optional.of(paper), get(key, "a-é\n"));
        assertEquals(Optional.empty(), get(key, "b"));
        assertEquals(Optional.empty(), get(new ShelfKey(new Tenant("other"), key.name()), "a-é\n"), "another tenant's");
        assertEquals(ShelfPage.EMPTY, call(() -> store().page(shelf(), 0, 10)));
    }

    @Test
    void ofTwoChangesToOnePaperOneIsTold() {
        ShelfKey key = shelf();
        Paper first = paper("a", "1");
        put(key, first);
        assertEquals(Placed.CONFLICT, put(key, paper("a", "another")), "there is one already");
        assertEquals(Placed.DONE, put(key, first), "the same once more, as when an answer was lost");
        assertEquals(Placed.DONE, put(key, first.next(first.until(), Bytes.utf8("2"))));
        assertEquals(Placed.CONFLICT, put(key, first.next(first.until(), Bytes.utf8("3"))));
        assertEquals("2", get(key, "a").orElseThrow().body().utf8());
        assertTrue(call(() -> store().remove(key, "a")));
        assertFalse(call(() -> store().remove(key, "a")));
        assertEquals(Placed.CONFLICT, put(key, first.next(first.until(), Bytes.utf8("4"))), "it is there no more");
    }

    @Test
    void whatComesAfterAPaperThatWasTakenOffDoesNotTakeThePlaceOfAnother() {
        ShelfKey key = shelf();
        long at = now.get();
        Paper taken = Paper.first("a", at, Paper.FOR_GOOD, Bytes.utf8("1"));
        put(key, taken);
        call(() -> store().remove(key, "a"));
        put(key, Paper.first("a", at + 1, Paper.FOR_GOOD, Bytes.utf8("another")));
        assertEquals(Placed.CONFLICT, put(key, taken.next(Paper.FOR_GOOD, Bytes.utf8("2"))));
        assertEquals("another", get(key, "a").orElseThrow().body().utf8());
    }

    @Test
    void aShelfHoldsSoManyAndNothingIsPushedOff() {
        ShelfKey key = shelf();
        for (int i = 0; i < ROOM; i++) {
            assertEquals(Placed.DONE, put(key, paper("p" + i, "")));
        }
        assertEquals(Placed.FULL, put(key, paper("more", "")));
        Paper first = get(key, "p0").orElseThrow();
        assertEquals(Placed.DONE, put(key, first.next(first.until(), Bytes.utf8("changed"))));
        call(() -> store().remove(key, "p1"));
        assertEquals(Placed.DONE, put(key, paper("more", "")));
        assertEquals(ROOM, call(() -> store().page(key, 0, 1)).total());
    }

    @Test
    void whatIsOverIsNotThere() {
        ShelfKey key = shelf();
        long at = now.get();
        put(key, Paper.first("soon", at, at + 60_000, Bytes.utf8("x")));
        put(key, Paper.first("later", at, at + 600_000, Bytes.utf8("x")));
        put(key, Paper.first("never", at, Paper.FOR_GOOD, Bytes.utf8("x")));
        now.addAndGet(60_000);
        assertEquals(Optional.empty(), get(key, "soon"));
        assertTrue(get(key, "later").isPresent());
        assertEquals(2, call(() -> store().page(key, 0, 10)).total());
        assertEquals(Placed.DONE, put(key, paper("soon", "again")));
        now.addAndGet(86_400_000);
        assertEquals(
                List.of("never"),
                call(() -> store().page(key, 0, 10)).papers().stream()
                        .map(Paper::id)
                        .toList());
    }

    @Test
    void pagesAreInTheOrderOfMaking() {
        ShelfKey key = shelf();
        Random random = new Random(SEED);
        Map<String, Paper> model = new HashMap<>();
        for (int i = 0; i < 200; i++) {
            String id = "p" + random.nextInt(8);
            Paper known = model.get(id);
            if (random.nextInt(4) == 0) {
                assertEquals(known != null, call(() -> store().remove(key, id)));
                model.remove(id);
            } else {
                Paper next = known == null
                        ? Paper.first(id, 1_000 + random.nextInt(3), Paper.FOR_GOOD, Bytes.utf8("" + i))
                        : known.next(Paper.FOR_GOOD, Bytes.utf8("" + i));
                Placed expected = known == null && model.size() >= ROOM ? Placed.FULL : Placed.DONE;
                assertEquals(expected, put(key, next));
                if (expected == Placed.DONE) {
                    model.put(id, next);
                }
            }
            List<Paper> sorted = new ArrayList<>(model.values());
            sorted.sort(Comparator.naturalOrder());
            int offset = random.nextInt(3);
            ShelfPage page = call(() -> store().page(key, offset, 2));
            assertEquals(model.size(), page.total());
            assertEquals(
                    sorted.stream().skip(offset).limit(2).toList(), page.papers(), "step " + i + " of seed " + SEED);
        }
    }
}
