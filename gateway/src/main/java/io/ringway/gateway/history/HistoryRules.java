package io.ringway.gateway.history;

import io.ringway.gateway.auth.GroupPattern;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which groups have a history, in every tenant, and the bounds of all. Immutable. */
public record HistoryRules(List<Rule> rules, HistoryOptions options) {
    /** No group has one. */
    public static final HistoryRules NONE = new HistoryRules(List.of(), new HistoryOptions(0, 300_000));

    private static final String NO_USER = "{user}";

    /**
     * What holds for the groups that a pattern matches.
     *
     * @param text the pattern as it is written
     */
    public record Rule(String text, GroupPattern pattern, HistoryPolicy policy) {
        /** @throws IllegalArgumentException where the text is no pattern */
        public static Rule of(String text, HistoryPolicy policy) {
            return new Rule(text, GroupPattern.of(text, NO_USER), policy);
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Rule rule && text.equals(rule.text) && policy.equals(rule.policy);
        }

        @Override
        public int hashCode() {
            return 31 * text.hashCode() + policy.hashCode();
        }
    }

    public HistoryRules {
        rules = List.copyOf(rules);
    }
}
