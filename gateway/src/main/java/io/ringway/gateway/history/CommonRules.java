package io.ringway.gateway.history;

import io.ringway.cluster.Group;
import io.ringway.gateway.history.HistoryRules.Rule;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Which groups have a history: those of this node's configuration, and those of any other node in sight, so that all nodes keep the
 * same groups also while they are restarted one after the other with another configuration. Pure.
 */
public final class CommonRules {
    private final List<Rule> own;
    /** By node, in an order that is the same for all. */
    private final Map<Long, List<Rule>> heard = new TreeMap<>();

    private List<Rule> all;

    public CommonRules(List<Rule> own) {
        this.own = List.copyOf(own);
        this.all = this.own;
    }

    public List<Rule> own() {
        return own;
    }

    /** Null where nothing is kept of the group. */
    @Nullable
    public HistoryPolicy policy(Group group) {
        for (Rule rule : all) {
            if (rule.pattern().matches(group.name())) {
                return rule.policy();
            }
        }
        return null;
    }

    /** What another node's configuration says; whether that changes anything. */
    public boolean heard(long node, List<Rule> rules) {
        if (rules.isEmpty()) {
            heard.remove(node);
        } else {
            heard.put(node, List.copyOf(rules));
        }
        return sum();
    }

    /** Who else is in sight; whether that changes anything. */
    public boolean retain(Set<Long> peers) {
        return heard.keySet().retainAll(peers) && sum();
    }

    private boolean sum() {
        List<Rule> before = all;
        List<Rule> sum = new ArrayList<>(own);
        heard.values()
                .forEach(rules ->
                        rules.stream().filter(rule -> !sum.contains(rule)).forEach(sum::add));
        all = sum;
        return !before.equals(sum);
    }
}
