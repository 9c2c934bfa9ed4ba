package io.ringway.gateway.streams;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A call with a list, whose parts have a result each, through its tries: parts that failed for the moment are tried again,
 * and those alone. Pure.
 */
final class Parts {
    private static final List<String> LISTS = List.of("events", "to");

    private final JsonArray results;
    private List<Integer> open;

    private Parts(JsonArray results) {
        this.results = results;
        this.open = temporary(results);
    }

    /** What came of the parts of a first try; null where the answer has none. */
    static @Nullable Parts of(@Nullable JsonObject answer) {
        return answer != null && answer.getValue("results") instanceof JsonArray results
                ? new Parts(results.copy())
                : null;
    }

    private static List<Integer> temporary(JsonArray results) {
        List<Integer> open = new ArrayList<>();
        for (int i = 0; i < results.size(); i++) {
            if (results.getValue(i) instanceof JsonObject part && Boolean.TRUE.equals(part.getValue("temporary"))) {
                open.add(i);
            }
        }
        return open;
    }

    /** What came of the parts that were open. */
    void add(JsonArray again) {
        for (int i = 0; i < open.size() && i < again.size(); i++) {
            results.set(open.get(i), again.getValue(i));
        }
        open = temporary(results);
    }

    /** Where those stand that are to be tried again. */
    List<Integer> open() {
        return List.copyOf(open);
    }

    boolean isOpen() {
        return !open.isEmpty();
    }

    boolean isRefused() {
        return results.stream().anyMatch(part -> part instanceof JsonObject json && json.containsKey("code"));
    }

    JsonArray results() {
        return results;
    }

    /** The first call's body with nothing but the open parts. */
    Optional<String> rest(String body) {
        JsonObject whole = new JsonObject(body);
        for (String name : LISTS) {
            if (whole.getValue(name) instanceof JsonArray list && list.size() == results.size()) {
                JsonArray rest = new JsonArray();
                open.forEach(index -> rest.add(list.getValue(index)));
                return Optional.of(whole.put(name, rest).encode());
            }
        }
        return Optional.empty();
    }
}
