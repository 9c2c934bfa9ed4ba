package io.ringway.gateway.history;

import io.ringway.cluster.Group;
import io.ringway.gateway.auth.GroupPattern;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which groups have a history, in every tenant, and the bounds of all. Immutable. */
public record HistoryRules(List<Rule> rules, HistoryOptions options) {
    /** No group has one. */
    public static final HistoryRules NONE = new HistoryRules(List.of(), new HistoryOptions(0, 300_000));

    /** What holds for the groups that a pattern matches. */
    public record Rule(GroupPattern pattern, HistoryPolicy policy) {}

    public HistoryRules {
        rules = List.copyOf(rules);
    }

    /** Null where nothing is kept of the group. */
    @Nullable
    public HistoryPolicy policy(Group group) {
        for (Rule rule : rules) {
            if (rule.pattern.matches(group.name())) {
                return rule.policy;
            }
        }
        return null;
    }
}
