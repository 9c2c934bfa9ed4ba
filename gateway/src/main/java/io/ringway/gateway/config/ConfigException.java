package io.ringway.gateway.config;

import java.util.List;
import java.util.stream.Collectors;

/** Why a node does not start: everything that is wrong with its configuration, at once. */
public final class ConfigException extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    private final transient List<Problem> problems;

    public ConfigException(List<Problem> problems) {
        super(problems.stream().map(Problem::toString).collect(Collectors.joining("\n")));
        this.problems = List.copyOf(problems);
    }

    public ConfigException(String key, String wrong, String allowed) {
        this(List.of(new Problem(key, wrong, allowed)));
    }

    public List<Problem> problems() {
        return problems;
    }
}
