package io.ringway.gateway.webhooks;

import io.ringway.cluster.Tenant;
import io.ringway.cluster.outbox.Batch;
import io.ringway.cluster.outbox.Codec;
import io.ringway.cluster.outbox.Entry;
import io.ringway.cluster.outbox.OutboxStore;
import io.ringway.cluster.outbox.Step;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Events that could not be delivered: to be looked at, and to be sent again, from the place that they had in their line.
 * Hub only.
 */
final class DeadLetters {
    /** A page ends with the letter that makes it this long, in characters of what was written. */
    static final int PAGE_LENGTH = 1 << 20;

    private final List<Receiver> receivers;
    private final OutboxStore store;
    private final Losses losses;
    private final String writer;
    private final LongSupplier clock;
    private long batches;

    /**
     * An event that was put aside; its id names it in the API.
     *
     * @param kept what was written of it
     */
    record Letter(Receiver receiver, Entry entry, JsonObject kept) {
        Letter(Receiver receiver, Entry entry) {
            this(receiver, entry, new JsonObject(entry.body()));
        }

        String id() {
            return receiver.id() + "-" + entry.seq();
        }

        String line() {
            return kept.getString("line");
        }

        /** What puts it back to where it came from. */
        Step back(long now) {
            String type = kept.getString("type");
            // Letters of before had what was sent, and not what it was made of: they go to the end.
            return kept.containsKey("entry")
                    ? new Step.Back(Codec.entry(kept.getString("entry")).back(now, type))
                    : new Step.Note(Rendering.AGAIN + type, entry.key(), kept.getString("payload"), now, Step.Keep.ALL);
        }

        JsonObject toJson() {
            return new JsonObject()
                    .put("id", id())
                    .put("webhook", receiver.id())
                    .put("event_id", entry.key())
                    .put("type", kept.getString("type"))
                    .put("reason", kept.getString("reason"))
                    .put("happened_at", kept.getLong("at"))
                    .put("given_up_at", entry.at())
                    .put("event", event());
        }

        private JsonObject event() {
            EventType type = EventType.of(kept.getString("type")).orElseThrow();
            return kept.containsKey("entry")
                    ? Rendering.event(
                            receiver,
                            Topic.of(kept.getString("line")).orElseThrow(),
                            Codec.entry(kept.getString("entry")),
                            type)
                    : new JsonObject(kept.getString("payload"));
        }
    }

    DeadLetters(List<Receiver> receivers, OutboxStore store, Losses losses, String writer, LongSupplier clock) {
        this.receivers = receivers;
        this.store = store;
        this.losses = losses;
        this.writer = writer;
        this.clock = clock;
    }

    /** Puts an event aside, part by part; completes with how many parts it has. */
    Future<Integer> put(Receiver receiver, String line, Entry entry, Iterable<Delivery> deliveries, String reason) {
        Schedule schedule = receiver.schedule();
        List<Step> notes = new ArrayList<>();
        for (Delivery delivery : deliveries) {
            JsonObject letter = new JsonObject()
                    .put("type", delivery.type().code())
                    .put("entry", Codec.entry(entry))
                    .put("line", line)
                    .put("reason", reason)
                    .put("at", entry.at());
            notes.add(new Step.Note(
                    delivery.type().code(), delivery.id(), letter.encode(), clock.getAsLong(), schedule.keep()));
        }
        return store.write(Topic.dead().line(receiver.id()), batch(notes))
                .onSuccess(written -> losses.pushedOut(receiver.id(), written.dropped()))
                .map(notes.size());
    }

    /** Each of a writer of its own: several are on their way to one line, and none is ever sent twice. */
    private Batch batch(List<Step> steps) {
        return new Batch(writer + "." + ++batches, 1, steps);
    }

    /** A page, receiver by receiver, the oldest first, after the letter of this id; empty for the first page. */
    Future<List<Letter>> page(Tenant tenant, String after, int limit) {
        List<Receiver> left = new ArrayList<>();
        long seq = 0;
        boolean isReached = after.isEmpty();
        for (Receiver receiver : receivers) {
            if (!isReached && after.startsWith(receiver.id() + "-")) {
                isReached = true;
                seq = seq(after, receiver.id()).orElse(0L);
            }
            if (isReached && receiver.tenant().equals(tenant)) {
                left.add(receiver);
            }
        }
        return page(left, seq, limit, new ArrayList<>());
    }

    private Future<List<Letter>> page(List<Receiver> left, long after, int limit, List<Letter> page) {
        if (left.isEmpty() || page.size() >= limit || isLong(page)) {
            return Future.succeededFuture(page);
        }
        return page(left.getFirst(), after, limit - page.size()).compose(letters -> {
            page.addAll(letters);
            return page(left.subList(1, left.size()), 0, limit, page);
        });
    }

    /** Whether a page ends although fewer letters are on it than were asked for. */
    static boolean isLong(List<Letter> page) {
        return page.stream().mapToLong(letter -> letter.entry().body().length()).sum() >= PAGE_LENGTH;
    }

    /** Those that make a page. */
    private static List<Entry> begin(List<Entry> entries) {
        long length = 0;
        for (int i = 0; i < entries.size(); i++) {
            length += entries.get(i).body().length();
            if (length >= PAGE_LENGTH) {
                return entries.subList(0, i + 1);
            }
        }
        return entries;
    }

    /** The oldest of a receiver after a number; fewer where they are long. */
    Future<List<Letter>> page(Receiver receiver, long after, int limit) {
        return store.head(Topic.dead().line(receiver.id()), after, limit)
                .map(entries -> begin(entries).stream()
                        .map(entry -> new Letter(receiver, entry))
                        .toList());
    }

    /** Whether a letter of the tenant may have this id. */
    boolean isLetter(Tenant tenant, String id) {
        return receivers.stream()
                .anyMatch(receiver -> receiver.tenant().equals(tenant)
                        && seq(id, receiver.id()).isPresent());
    }

    /** The letter of this id, if the tenant has it. */
    Future<Optional<Letter>> find(Tenant tenant, String id) {
        for (Receiver receiver : receivers) {
            Optional<Long> seq = receiver.tenant().equals(tenant) ? seq(id, receiver.id()) : Optional.empty();
            if (seq.isPresent()) {
                return page(receiver, seq.get() - 1, 1)
                        .map(letters -> letters.stream()
                                .filter(letter -> letter.entry().seq() == seq.get())
                                .findAny());
            }
        }
        return Future.succeededFuture(Optional.empty());
    }

    private static Optional<Long> seq(String id, String receiver) {
        try {
            return id.startsWith(receiver + "-")
                    ? Optional.of(Long.parseLong(id.substring(receiver.length() + 1)))
                    : Optional.empty();
        } catch (NumberFormatException noNumber) {
            return Optional.empty();
        }
    }

    /**
     * Sends letters of one line once more; completes when they wait in their line. Asked twice for the same ones together it
     * does so once. Who asks for some of them meanwhile, or with others, and what dies in between, has them told twice with
     * the same id.
     */
    Future<Void> replay(List<Letter> letters) {
        Letter first = letters.getFirst();
        String name =
                "again." + first.entry().seq() + "." + letters.getLast().entry().seq();
        long now = clock.getAsLong();
        List<Step> steps = letters.stream().map(letter -> letter.back(now)).toList();
        List<Long> seqs = letters.stream().map(letter -> letter.entry().seq()).toList();
        return store.write(first.line(), new Batch(name, 1, steps))
                .compose(
                        written -> store.take(Topic.dead().line(first.receiver().id()), seqs))
                .mapEmpty();
    }
}
