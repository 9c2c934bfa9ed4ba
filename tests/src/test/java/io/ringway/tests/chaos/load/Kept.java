package io.ringway.tests.chaos.load;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Up to where a client was told its groups' messages, where the nodes keep them: with that it asks, on joining again, for what it
 * has missed. Puts the messages of the answer and those that came ahead of it in order, each once, as the shim does. A group
 * that keeps nothing is told as it comes.
 */
final class Kept {
    private final Map<String, Position> positions = new HashMap<>();
    /** What came while the answer to a join was awaited. */
    private final Map<String, List<JsonObject>> held = new HashMap<>();
    /** Up to where it was told more, by a node that it has left, than the one that it joined anew had by then. */
    private final Map<String, Long> ahead = new HashMap<>();

    private record Position(String epoch, long offset) {
        static Position of(JsonObject json) {
            return new Position(json.getString("epoch"), json.getLong("offset"));
        }
    }

    /** The group is about to be joined; returns what the request says of before, nothing where nothing is known. */
    @Nullable
    JsonObject since(String group) {
        held.putIfAbsent(group, new ArrayList<>());
        Position last = positions.get(group);
        return last == null ? null : new JsonObject().put("epoch", last.epoch()).put("offset", last.offset());
    }

    /** Of its own will the client is no member any more: it misses nothing until it is one again. */
    void left(String group) {
        positions.remove(group);
        held.remove(group);
        ahead.remove(group);
    }

    /**
     * The connection is lost, and with it the answers to joins. What waited for them is dropped: told, it would pass for all that came
     * before it, which the next join is to ask for; and kept, it may be of another epoch than the next answer.
     */
    void lost() {
        held.clear();
        ahead.clear();
    }

    /** A message came; returns what is to be told now, in order. */
    List<JsonObject> message(JsonObject frame) {
        String group = frame.getString("group");
        if (!frame.containsKey("offset")) {
            return List.of(frame);
        }
        List<JsonObject> waiting = held.get(group);
        if (waiting != null) {
            waiting.add(frame);
            return List.of();
        }
        long offset = frame.getLong("offset");
        if (offset <= ahead.getOrDefault(group, 0L)) {
            return List.of();
        }
        // Told even where it comes twice, or late: nothing else explains that while no answer is awaited.
        ahead.remove(group);
        isNew(group, offset);
        return List.of(frame);
    }

    /** The answer to a join; returns what is to be told now, in order. */
    List<JsonObject> joined(String group, JsonObject result) {
        List<JsonObject> waiting = held.remove(group);
        List<JsonObject> all = new ArrayList<>(waiting == null ? List.of() : waiting);
        JsonObject answered = result.getJsonObject("position");
        if (answered == null) {
            return all;
        }
        Position here = Position.of(answered);
        if (result.getBoolean("recovered", false)) {
            result.getJsonArray("messages", new JsonArray()).forEach(each -> all.add((JsonObject) each));
        } else {
            positions.put(group, new Position(here.epoch(), 0));
        }
        List<JsonObject> told = take(group, all);
        Position last = positions.get(group);
        if (last != null && last.epoch().equals(here.epoch()) && last.offset() > here.offset()) {
            ahead.put(group, last.offset());
        } else {
            ahead.remove(group);
        }
        positions.merge(
                group, here, (mine, theirs) -> new Position(theirs.epoch(), Math.max(mine.offset(), theirs.offset())));
        return told;
    }

    /** The client's own message is kept: its result comes in its place among the others. */
    void published(String group, @Nullable Long offset) {
        Position last = positions.get(group);
        if (offset != null && last != null && offset == last.offset() + 1) {
            positions.put(group, new Position(last.epoch(), offset));
        }
    }

    /**
     * The group goes on from there; returns what came before that and was to wait for the answer to a join, which says from where on:
     * offsets of two epochs must not be put in one order.
     */
    List<JsonObject> skipped(String group, @Nullable JsonObject position) {
        List<JsonObject> waiting = held.get(group);
        if (position == null) {
            return List.of();
        }
        if (waiting == null) {
            ahead.remove(group);
            positions.put(group, Position.of(position));
            return List.of();
        }
        List<JsonObject> told = take(group, waiting);
        waiting.clear();
        return told;
    }

    private List<JsonObject> take(String group, List<JsonObject> frames) {
        List<JsonObject> told = new ArrayList<>();
        frames.stream()
                .sorted(Comparator.comparingLong(frame -> frame.getLong("offset")))
                .filter(frame -> isNew(group, frame.getLong("offset")))
                .forEach(told::add);
        return told;
    }

    /** Moves on to there. Where nothing is known, it has left, and the node does not know yet. */
    private boolean isNew(String group, long offset) {
        Position last = positions.get(group);
        if (last != null && offset > last.offset()) {
            positions.put(group, new Position(last.epoch(), offset));
        }
        return last == null || offset > last.offset();
    }
}
