package io.ringway.cluster.outbox;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;

/**
 * Steps, entries and lines as JSON, the form in which stores keep them and Redis works on them. Ids of nodes are
 * hexadecimal texts, since a number in JSON has 53 bits.
 */
public final class Codec {
    private Codec() {}

    /** The steps of a batch, as an array. */
    public static String steps(List<Step> steps) {
        JsonArray array = new JsonArray();
        steps.forEach(step -> array.add(step(step)));
        return array.encode();
    }

    private static JsonObject step(Step step) {
        return switch (step) {
            case Step.Enter(long owner, Seat seat, long at) ->
                seat(seat).put("t", "enter").put("o", Long.toHexString(owner)).put("a", at);
            case Step.Leave(long owner, String key, String reason, long at) ->
                new JsonObject()
                        .put("t", "leave")
                        .put("o", owner(owner))
                        .put("key", key)
                        .put("d", reason)
                        .put("a", at);
            case Step.Pass(long from, long to, String key) ->
                new JsonObject()
                        .put("t", "pass")
                        .put("o", owner(from))
                        .put("to", Long.toHexString(to))
                        .put("key", key);
            case Step.Lost(long owner, String reason, long at) ->
                new JsonObject()
                        .put("t", "lost")
                        .put("o", Long.toHexString(owner))
                        .put("d", reason)
                        .put("a", at);
            case Step.State(long owner, List<Seat> seats, String reason, long at) -> {
                JsonArray all = new JsonArray();
                seats.forEach(seat -> all.add(seat(seat)));
                yield new JsonObject()
                        .put("t", "state")
                        .put("o", Long.toHexString(owner))
                        .put("seats", all)
                        .put("d", reason)
                        .put("a", at);
            }
            case Step.Amend(String key, String patch, String kind, long at) ->
                new JsonObject()
                        .put("t", "amend")
                        .put("key", key)
                        .put("b", patch)
                        .put("d", kind)
                        .put("a", at);
            case Step.End end -> end(end);
            case Step.Note(String kind, String id, String body, long at, Step.Keep keep) ->
                new JsonObject()
                        .put("t", "note")
                        .put("d", kind)
                        .put("key", id)
                        .put("b", body)
                        .put("a", at)
                        .put("n", keep.entries())
                        .put("z", keep.bytes());
            case Step.Back(Entry entry) -> new JsonObject().put("t", "back").put("e", entryJson(entry));
            case Step.Missed(int count, long at) ->
                new JsonObject().put("t", "missed").put("n", count).put("a", at);
        };
    }

    private static JsonObject end(Step.End end) {
        return new JsonObject()
                .put("t", "end")
                .put("key", end.key())
                .put("b", end.patch())
                .put("d", end.reason())
                .put("a", end.at());
    }

    private static JsonObject seat(Seat seat) {
        return new JsonObject().put("key", seat.key()).put("s", seat.since()).put("b", seat.body());
    }

    private static Seat seat(JsonObject json) {
        return new Seat(json.getString("key"), json.getLong("s"), json.getString("b"));
    }

    /** Reads what {@link #steps(List)} wrote. */
    public static List<Step> steps(String text) {
        List<Step> steps = new ArrayList<>();
        new JsonArray(text).forEach(item -> steps.add(step((JsonObject) item)));
        return steps;
    }

    private static Step step(JsonObject json) {
        return switch (json.getString("t")) {
            case "enter" -> new Step.Enter(owner(json), seat(json), json.getLong("a"));
            case "leave" -> new Step.Leave(owner(json), json.getString("key"), json.getString("d"), json.getLong("a"));
            case "pass" ->
                new Step.Pass(owner(json), Long.parseUnsignedLong(json.getString("to"), 16), json.getString("key"));
            case "lost" -> new Step.Lost(owner(json), json.getString("d"), json.getLong("a"));
            case "state" -> {
                List<Seat> seats = new ArrayList<>();
                json.getJsonArray("seats").forEach(item -> seats.add(seat((JsonObject) item)));
                yield new Step.State(owner(json), seats, json.getString("d"), json.getLong("a"));
            }
            case "amend" ->
                new Step.Amend(json.getString("key"), json.getString("b"), json.getString("d"), json.getLong("a"));
            case "end" ->
                new Step.End(json.getString("key"), json.getString("b"), json.getString("d"), json.getLong("a"));
            case "note" ->
                new Step.Note(
                        json.getString("d"),
                        json.getString("key"),
                        json.getString("b"),
                        json.getLong("a"),
                        new Step.Keep(json.getInteger("n"), json.getLong("z", 0L)));
            case "back" -> new Step.Back(entry(json.getJsonObject("e")));
            case "missed" -> new Step.Missed(json.getInteger("n"), json.getLong("a"));
            default -> throw new IllegalArgumentException("no such step: " + json.getString("t"));
        };
    }

    private static long owner(JsonObject json) {
        String owner = json.getString("o");
        return owner.isEmpty() ? Step.ANYBODY : Long.parseUnsignedLong(owner, 16);
    }

    private static String owner(long node) {
        return node == Step.ANYBODY ? "" : Long.toHexString(node);
    }

    public static String entry(Entry entry) {
        return entryJson(entry).encode();
    }

    private static JsonObject entryJson(Entry entry) {
        return new JsonObject()
                .put("q", entry.seq())
                .put("k", entry.kind().name())
                .put("key", entry.key())
                .put("s", entry.since())
                .put("a", entry.at())
                .put("b", entry.body())
                .put("d", entry.detail())
                .put("e", entry.edge())
                .put("r", entry.again())
                .put("w", entry.parts());
    }

    public static Entry entry(String text) {
        return entry(new JsonObject(text));
    }

    private static Entry entry(JsonObject json) {
        return new Entry(
                number(json, "q"),
                Entry.Kind.valueOf(json.getString("k")),
                json.getString("key"),
                number(json, "s"),
                number(json, "a"),
                json.getString("b"),
                json.getString("d"),
                json.getBoolean("e"),
                json.containsKey("r") ? number(json, "r") : 0,
                json.getString("w", ""));
    }

    /** Redis writes whole numbers of 13 digits in the form of a double. */
    private static long number(JsonObject json, String name) {
        return json.getNumber(name).longValue();
    }

    /** A line without the news that wait in it, which may be many. */
    public static String book(Line line) {
        JsonArray seats = new JsonArray();
        line.seats.values().forEach(taken -> seats.add(seat(taken.seat()).put("o", Long.toHexString(taken.owner()))));
        JsonObject gone = new JsonObject();
        line.gone.forEach(gone::put);
        JsonArray ended = new JsonArray();
        line.ended.values().forEach(end -> ended.add(end(end)));
        JsonObject batches = new JsonObject();
        line.batches.forEach(batches::put);
        return new JsonObject()
                .put("last", line.last)
                .put("seats", seats)
                .put("gone", gone)
                .put("ended", ended)
                .put("batches", batches)
                .put("lost", line.lost)
                .put("lost_since", line.lostSince)
                .put("lost_at", line.lostAt)
                .encode();
    }

    /** Reads what {@link #book(Line)} wrote. */
    public static Line book(String text) {
        JsonObject json = new JsonObject(text);
        Line line = new Line();
        line.last = json.getLong("last");
        json.getJsonArray("seats").forEach(item -> {
            JsonObject seat = (JsonObject) item;
            line.seats.put(seat.getString("key"), new Line.Taken(owner(seat), seat(seat)));
        });
        json.getJsonObject("gone").forEach(one -> line.gone.put(one.getKey(), ((Number) one.getValue()).longValue()));
        // Lines that were stored before ends were kept have none.
        json.getJsonArray("ended", new JsonArray()).forEach(item -> {
            if (step((JsonObject) item) instanceof Step.End end) {
                line.ended.put(end.key(), end);
            }
        });
        json.getJsonObject("batches")
                .forEach(one -> line.batches.put(one.getKey(), ((Number) one.getValue()).longValue()));
        line.lost = json.getLong("lost", 0L);
        line.lostSince = json.getLong("lost_since", 0L);
        line.lostAt = json.getLong("lost_at", 0L);
        return line;
    }
}
