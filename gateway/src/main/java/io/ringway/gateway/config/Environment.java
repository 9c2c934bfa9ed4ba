package io.ringway.gateway.config;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The variables that override the file. Remembers which were asked for, so that the others can be named. */
final class Environment {
    static final String PREFIX = "RINGWAY_";

    private final Map<String, String> variables;
    private final Set<String> known = new HashSet<>();

    Environment(Map<String, String> variables) {
        this.variables = variables;
    }

    /** The text that overrides a key; null where nothing does. */
    @Nullable
    String override(Key key) {
        known.add(key.variable());
        return variables.get(key.variable());
    }

    /** The variables with our prefix that no key asked for. */
    List<Problem> unknown() {
        List<Problem> unknown = new ArrayList<>();
        variables.keySet().stream()
                .filter(name -> name.startsWith(PREFIX) && !known.contains(name))
                .sorted()
                .forEach(name ->
                        unknown.add(new Problem(name, "no such key" + hint(name), Nearest.suggest(name, known))));
        return unknown;
    }

    private static String hint(String name) {
        boolean link = name.contains("_SERVICE_") || name.contains("_PORT_") || name.endsWith("_PORT");
        return link ? " (a variable that Kubernetes makes for a Service: set enableServiceLinks to false)" : "";
    }
}
