package io.ringway.gateway.http.skapi;

import io.ringway.cluster.listing.Selection;
import io.ringway.gateway.protocol.Names;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Which part of a list a client asks for.
 *
 * @param after the last row of the page before, as it was written; null for the first page
 * @param over the list has been read to its end already
 */
record Page(int limit, boolean ascending, @Nullable JsonObject after, boolean over) {
    static final int MAX_LIMIT = 1000;

    static Page of(JsonObject body) {
        Object startKey = body.getValue("startKey");
        return new Page(
                limit(body.getValue("limit")),
                !Boolean.FALSE.equals(body.getValue("ascending")),
                startKey instanceof JsonObject row ? row : null,
                isOver(startKey));
    }

    private static int limit(@Nullable Object limit) {
        return switch (limit) {
            case null -> MAX_LIMIT;
            case Integer number when number >= 1 && number <= MAX_LIMIT -> number;
            default -> throw SkapiException.parameter("\"limit\" is a whole number from 1 to " + MAX_LIMIT + ".");
        };
    }

    private static boolean isOver(@Nullable Object startKey) {
        boolean begins = startKey == null || startKey.equals("start") || isRow(startKey);
        if (!begins && !"end".equals(startKey)) {
            throw SkapiException.parameter("\"startKey\" is invalid startKey key.");
        }
        return !begins;
    }

    private static boolean isRow(Object startKey) {
        return startKey instanceof JsonObject row && !row.isEmpty();
    }

    /** A field of the start key. */
    String key(String name) {
        if (after != null && after.getValue(name) instanceof String text && Names.isWellFormed(text)) {
            return text;
        }
        throw SkapiException.parameter("\"startKey\" is invalid startKey key.");
    }

    /** This page of rows that are all there. */
    <T> JsonObject cut(List<T> all, Comparator<T> order, Predicate<T> isAfter, Function<T, JsonObject> row) {
        Selection<T, T> page = new Selection<>(ascending ? order : order.reversed(), null, limit + 1);
        all.stream().filter(isAfter).forEach(one -> page.offer(one, one));
        return answer(page.rows(), row);
    }

    /** @param rows one more than the limit where there are more */
    <T> JsonObject answer(List<T> rows, Function<T, JsonObject> row) {
        JsonArray list = new JsonArray();
        rows.stream().limit(limit).map(row).forEach(list::add);
        return rows.size() > limit ? answer(list, list.getJsonObject(limit - 1), false) : answer(list, "end", true);
    }

    /** As {@link #answer(List, Function)}, where there may be more after this one: the next page will tell. */
    <T> JsonObject answer(List<T> rows, T next, Function<T, JsonObject> row) {
        JsonArray list = new JsonArray();
        rows.stream().map(row).forEach(list::add);
        return answer(list, row.apply(next), false);
    }

    static JsonObject end() {
        return answer(new JsonArray(), "end", true);
    }

    /** The client reads the start key on every answer: without one it would take two calls for the same. */
    private static JsonObject answer(JsonArray list, Object startKey, boolean endOfList) {
        return new JsonObject().put("list", list).put("startKey", startKey).put("endOfList", endOfList);
    }
}
