package io.ringway.gateway.calls;

import io.ringway.cluster.Tenant;
import io.ringway.cluster.UserId;
import io.ringway.gateway.protocol.BusyPolicy;
import io.ringway.gateway.protocol.CallRule;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * What users have said about calls to them: whom they block, and what becomes of calls while they are in one. Every node
 * has all of it, so that a caller's node can decide alone; nodes merge what they hear, the later rule wins.
 *
 * <p>Pure and single threaded.
 */
public final class CallRules {
    /** How many others one user may block. */
    public static final int MAX_BLOCKED = 500;

    /** Rules that say nothing any more are kept to win over older ones, but not more of them than this. */
    private static final int MAX_RULES = 2 * MAX_BLOCKED;

    /** What so many users of a tenant have said is kept; those who said nothing new for the longest time are forgotten first. */
    static final int MAX_USERS = 100_000;

    private final Map<Tenant, Map<UserId, OfUser>> tenants = new HashMap<>();
    private final BiConsumer<UserId, CallRule> dropped;

    public CallRules() {
        this((user, rule) -> {});
    }

    /** @param dropped told of rules that there is no room for any more, when they are not there any more */
    public CallRules(BiConsumer<UserId, CallRule> dropped) {
        this.dropped = dropped;
    }

    private static final class OfUser {
        CallRule.OnBusy onBusy = new CallRule.OnBusy(null, Long.MIN_VALUE);
        final Map<String, CallRule.Blocks> blocks = new TreeMap<>();
    }

    /** Takes a rule in; false where a later one is known, or there is no room for it. */
    public boolean merge(UserId user, CallRule rule) {
        Map<UserId, OfUser> users = tenants.computeIfAbsent(user.tenant(), first -> new LinkedHashMap<>());
        OfUser known = users.remove(user);
        OfUser of = known == null ? new OfUser() : known;
        users.put(user, of);
        if (users.size() > MAX_USERS) {
            UserId quietest = users.keySet().iterator().next();
            OfUser gone = users.remove(quietest);
            if (gone != null) {
                all(gone).forEach(each -> dropped.accept(quietest, each));
            }
        }
        return switch (rule) {
            case CallRule.OnBusy onBusy -> merge(of, onBusy);
            case CallRule.Blocks blocks -> merge(user, of, blocks);
        };
    }

    private static boolean merge(OfUser of, CallRule.OnBusy rule) {
        boolean wins = rule.stamp() > of.onBusy.stamp()
                || (rule.stamp() == of.onBusy.stamp()
                        && rule.policy() != of.onBusy.policy()
                        && BusyPolicy.stricter(rule.policy(), of.onBusy.policy()) == rule.policy());
        of.onBusy = wins ? rule : of.onBusy;
        return wins;
    }

    private boolean merge(UserId user, OfUser of, CallRule.Blocks rule) {
        CallRule.Blocks known = of.blocks.get(rule.userId());
        boolean wins = known == null
                || rule.stamp() > known.stamp()
                || (rule.stamp() == known.stamp() && rule.blocked() && !known.blocked());
        if (wins) {
            of.blocks.put(rule.userId(), rule);
            prune(user, of);
        }
        return wins && of.blocks.containsKey(rule.userId());
    }

    private void prune(UserId user, OfUser of) {
        if (of.blocks.size() > MAX_RULES) {
            of.blocks.values().stream()
                    .min(Comparator.comparing(CallRule.Blocks::blocked).thenComparingLong(CallRule.Blocks::stamp))
                    .ifPresent(oldest -> {
                        of.blocks.remove(oldest.userId());
                        dropped.accept(user, oldest);
                    });
        }
    }

    private @Nullable OfUser find(UserId user) {
        return tenants.getOrDefault(user.tenant(), Map.of()).get(user);
    }

    /** A stamp that wins over whatever is known of this user. */
    public long stamp(UserId user, long now) {
        OfUser of = find(user);
        if (of == null) {
            return now;
        }
        long last = of.onBusy.stamp();
        for (CallRule.Blocks rule : of.blocks.values()) {
            last = Math.max(last, rule.stamp());
        }
        return Math.max(now, last + 1);
    }

    /** The ids of those this user has blocked, in order. */
    public List<String> blocked(UserId user) {
        OfUser of = find(user);
        return of == null
                ? List.of()
                : of.blocks.values().stream()
                        .filter(CallRule.Blocks::blocked)
                        .map(CallRule.Blocks::userId)
                        .toList();
    }

    /** Whether a user wants no calls of another. */
    public boolean blocks(UserId callee, UserId caller) {
        OfUser of = find(callee);
        CallRule.Blocks rule = of == null ? null : of.blocks.get(caller.id());
        return rule != null && rule.blocked();
    }

    /** What the user has said; null where he has not. */
    public @Nullable BusyPolicy onBusy(UserId user) {
        OfUser of = find(user);
        return of == null ? null : of.onBusy.policy();
    }

    /** Whoever has said something, in no order. */
    public List<UserId> users() {
        List<UserId> all = new ArrayList<>();
        tenants.values().forEach(users -> all.addAll(users.keySet()));
        return all;
    }

    /** Everything that one user has said. */
    public List<CallRule> of(UserId user) {
        OfUser of = find(user);
        return of == null ? List.of() : all(of);
    }

    private static List<CallRule> all(OfUser of) {
        List<CallRule> rules = new ArrayList<>(of.blocks.values());
        if (of.onBusy.stamp() != Long.MIN_VALUE) {
            rules.add(of.onBusy);
        }
        return rules;
    }
}
