package io.ringway.gateway.streams;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.cluster.Tenant;
import io.ringway.cluster.streams.Settlement;
import io.ringway.gateway.metrics.StreamMetrics;
import io.ringway.gateway.streams.Performer.Outcome;
import io.ringway.gateway.webhooks.Nodes;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Readers of one stream, through answers that are lost, deaths, and entries that their readers die of. */
class StreamSimulationTest {
    private static final int SEEDS = 150;
    private static final int ENTRIES = 60;
    private static final int GROUPS = 6;
    private static final int DELIVERIES = 6;
    private static final long END_MS = 1_800_000;
    private static final StreamOptions OPTIONS =
            new StreamOptions("in", List.of(new Tenant("demo")), Set.of(), true, 16, DELIVERIES, 2_000);

    /** One run; time goes from one thing that happens to the next. */
    private static final class Run implements FakeStore.Wire {
        final Random random;
        final FakeStore store = new FakeStore(this);
        final PriorityQueue<Later> later =
                new PriorityQueue<>(Comparator.comparingLong(Later::at).thenComparingLong(Later::number));
        final List<Reader> readers = new ArrayList<>();
        final Set<String> poison = new HashSet<>();
        final Map<String, String> groupOf = new HashMap<>();
        final Map<String, TreeSet<String>> undone = new HashMap<>();
        final Map<String, Integer> begun = new HashMap<>();
        double loss;
        double trouble;
        long now = 1;
        private long numbers;
        private long names;

        private record Later(long at, long number, Runnable work) {}

        Run(long seed) {
            random = new Random(seed);
        }

        @Override
        public long now() {
            return now;
        }

        void after(long millis, Runnable work) {
            later.add(new Later(now + millis, numbers++, work));
        }

        /** A request or its answer is lost; what comes, comes in the order it was asked. */
        @Override
        public <T> void carry(Object node, Supplier<T> work, Promise<T> answer) {
            Reader reader = (Reader) node;
            boolean asks = random.nextDouble() >= loss / 2;
            boolean answers = asks && random.nextDouble() >= loss / 2;
            reader.wireAt = Math.max(reader.wireAt, now + 1 + random.nextInt(5));
            after(reader.wireAt - now, () -> {
                if (!reader.alive) {
                    return;
                }
                try {
                    T got = asks ? work.get() : null;
                    after(
                            1,
                            () -> reader.hears(() -> {
                                if (answers) {
                                    answer.complete(got);
                                } else {
                                    answer.fail("lost");
                                }
                            }));
                } catch (IllegalStateException refused) {
                    after(1, () -> reader.hears(() -> answer.fail(refused)));
                }
            });
        }

        Reader start() {
            Reader reader = new Reader(this, ++names);
            readers.add(reader);
            reader.tick();
            return reader;
        }

        void kill(Reader reader) {
            reader.alive = false;
            readers.remove(reader);
            after(random.nextInt(3_000), this::start);
        }

        void runUntil(Supplier<Boolean> isOver) {
            while (!isOver.get()) {
                Later next = Objects.requireNonNull(later.poll());
                now = Math.max(now, next.at());
                assertTrue(now < END_MS, () -> "it comes to no end; left are " + undone);
                next.work().run();
            }
        }

        String add(String group, boolean isPoison) {
            String body = new JsonObject()
                    .put("to", new JsonObject().put("group", group))
                    .encode();
            String id = store.add("POST /v1/messages", body);
            groupOf.put(id, group);
            undone.computeIfAbsent(group, first -> new TreeSet<>()).add(id);
            if (isPoison) {
                poison.add(id);
            }
            return id;
        }
    }

    private static final class Reader implements Nodes, Performer {
        private final Run run;
        private final long id;
        final StreamReader reader;
        final Set<String> busy = new HashSet<>();
        boolean alive = true;
        long wireAt;

        Reader(Run run, long id) {
            this.run = run;
            this.id = id;
            this.reader = new StreamReader(
                    OPTIONS,
                    run.store.reader(this),
                    this,
                    this,
                    "reader " + id,
                    new StreamMetrics(),
                    () -> run.now * 1_000_000);
        }

        void hears(Runnable what) {
            if (alive) {
                what.run();
            }
        }

        void tick() {
            if (alive) {
                reader.tick();
                run.after(100, this::tick);
            }
        }

        @Override
        public Future<Outcome> perform(StreamCall call, Set<String> scopes, Occurrence occurrence) {
            String entry = occurrence.name().substring(0, occurrence.name().indexOf('@'));
            String group = Objects.requireNonNull(run.groupOf.get(entry));
            Promise<Outcome> promise = Promise.promise();
            if (!alive) {
                return promise.future();
            }
            TreeSet<String> before = Objects.requireNonNull(run.undone.get(group));
            assertTrue(before.headSet(entry).isEmpty(), () -> entry + " is begun before " + before);
            assertTrue(busy.add(entry), () -> entry + " is begun twice at once");
            run.begun.merge(entry, 1, Integer::sum);
            if (run.poison.contains(entry)) {
                run.after(1, () -> hears(() -> run.kill(this)));
                return promise.future();
            }
            int took = run.random.nextInt(100) == 0 ? 5_000 : 1 + run.random.nextInt(30);
            run.after(
                    took,
                    () -> hears(() -> {
                        busy.remove(entry);
                        boolean fails = run.random.nextDouble() < run.trouble;
                        if (!fails) {
                            before.remove(entry);
                        }
                        promise.complete(
                                fails
                                        ? new Outcome.Refused(503, new JsonObject(), "unavailable", "", true)
                                        : new Outcome.Answered(200, null));
                    }));
            return promise.future();
        }

        @Override
        public long self() {
            return id;
        }

        @Override
        public Set<Long> live() {
            return run.readers.stream().map(Reader::self).collect(Collectors.toSet());
        }

        @Override
        public boolean isFenced() {
            return false;
        }

        @Override
        public void news(long node, String line) {}
    }

    @Test
    void everyEntryIsDoneInOrderAndPoisonAloneIsPutAside() {
        for (int seed = 0; seed < SEEDS; seed++) {
            play(seed);
        }
    }

    private static void play(long seed) {
        Run run = new Run(seed);
        run.loss = run.random.nextInt(4) * 0.05;
        run.trouble = 0.02;
        Set<Integer> poisoned = IntStream.range(0, (int) (seed % 3))
                .mapToObj(i -> run.random.nextInt(ENTRIES))
                .collect(Collectors.toSet());
        for (int i = 0; i < ENTRIES; i++) {
            int number = i;
            run.after(run.random.nextInt(4_000), () -> {
                boolean isPoison = poisoned.contains(number);
                // What is put aside is never done: what is behind it goes on, which the order's check would not allow.
                String id = run.add(isPoison ? "poison" + number : "g" + run.random.nextInt(GROUPS), isPoison);
                assertTrue(id.endsWith("-0"));
            });
        }
        run.start();
        run.start();
        run.after(run.random.nextInt(6_000), () -> {
            if (!run.readers.isEmpty()) {
                run.kill(run.readers.getFirst());
            }
        });
        run.runUntil(() -> run.groupOf.size() == ENTRIES && run.store.isEmpty());

        String which = "seed " + seed;
        assertEquals(run.groupOf.keySet(), run.store.settled, which);
        assertEquals(run.poison, run.store.aside.keySet(), which);
        for (String id : run.poison) {
            Settlement.Aside aside =
                    Objects.requireNonNull(run.store.aside.get(id)).aside();
            assertEquals("too_many_deliveries", Objects.requireNonNull(aside).reason(), which);
            assertTrue(run.begun.getOrDefault(id, 0) >= DELIVERIES - 2, which);
        }
        long seconds = run.now / 1_000 + 1;
        int bound = 20 * (int) seconds * 2 + 4 * ENTRIES;
        assertTrue(run.store.fruitless <= bound, () -> which + ": asked in vain " + run.store.fruitless + " times");
    }

    /** What the lists' parts are called, over tries, deaths of readers and all. */
    @Test
    void aPartThatIsTriedAgainKeepsItsName() {
        List<String> names = new ArrayList<>();
        Parts first = Objects.requireNonNull(Parts.of(new JsonObject()
                .put(
                        "results",
                        new JsonArray()
                                .add(new JsonObject())
                                .add(new JsonObject().put("temporary", true))
                                .add(new JsonObject().put("temporary", true)))));
        Occurrence whole = new Occurrence("1-1@in", List.of());
        Occurrence rest = new Occurrence("1-1@in", first.open());
        names.add(rest.part(0));
        names.add(rest.part(1));
        assertEquals(List.of(whole.part(1), whole.part(2)), names);
        assertEquals("", Occurrence.NONE.part(0));
    }
}
