package io.ringway.gateway.streams;

import io.ringway.gateway.protocol.json.JsonException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Whom and what a call is about: what two calls share, they are carried out one after the other for. Pure. */
final class Subjects {
    private static final Map<String, String> NAMES = Map.of(
            "group",
            "group",
            "user_id",
            "user_id",
            "cid",
            "cid",
            "caller",
            "user_id",
            "callee",
            "user_id",
            "user_ids",
            "user_id");
    private static final List<String> PARTS = List.of("to", "events");

    private Subjects() {}

    static Set<String> of(StreamCall call) {
        Set<String> subjects = new HashSet<>();
        String owner = call.tenant().name() + "\n";
        // A path names what it is about; that it names nothing else costs no more than a wait.
        path(call.call(), owner, subjects);
        try {
            if (call.tree() instanceof Map<?, ?> body) {
                named(body, owner, subjects);
            }
        } catch (JsonException malformed) {
            // It will be refused.
        }
        return subjects;
    }

    /** {@code PUT /v1/users/ada/ban} is about the same as {@code "user_id": "ada"}. */
    private static void path(String call, String owner, Set<String> subjects) {
        String[] steps = call.split("/", -1);
        for (int i = 1; i + 1 < steps.length; i++) {
            String kind = switch (steps[i]) {
                case "groups" -> "group";
                case "users" -> "user_id";
                case "connections" -> "cid";
                default -> "";
            };
            if (!kind.isEmpty()) {
                subjects.add(owner + kind + "\n" + Paths.decoded(steps[i + 1]));
            }
        }
    }

    private static void named(Map<?, ?> body, String owner, Set<String> subjects) {
        NAMES.forEach((name, kind) -> {
            Object value = body.get(name);
            for (Object each : value instanceof List<?> many ? many : List.of(value == null ? 0 : value)) {
                if (each instanceof String text) {
                    subjects.add(owner + kind + "\n" + text);
                }
            }
        });
        for (String part : PARTS) {
            switch (body.get(part)) {
                case Map<?, ?> one -> named(one, owner, subjects);
                case List<?> many -> {
                    for (Object each : many) {
                        if (each instanceof Map<?, ?> one) {
                            named(one, owner, subjects);
                        }
                    }
                }
                case null, default -> {}
            }
        }
    }
}
