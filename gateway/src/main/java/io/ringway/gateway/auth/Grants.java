package io.ringway.gateway.auth;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What one user may do, within the user's tenant. Immutable, made once per connection (the usual default is one instance
 * for all), asked on every request.
 *
 * <p>What is not granted is not allowed; several patterns that match a group add up. {@code docs/auth.md} has the form.
 */
public final class Grants {
    /** Everything within the tenant. */
    public static final Grants ALL = new Grants(
            List.of(new Rule(GroupPattern.of("*", ""), EnumSet.allOf(Action.class))),
            EnumSet.allOf(Action.class),
            false);

    private static final String ANY = "*";
    private static final int MAX_RULES = 64;

    private final List<Rule> rules;
    private final Set<Action> actions;
    private final boolean relayOnly;

    private record Rule(GroupPattern pattern, Set<Action> actions) {}

    private Grants(List<Rule> rules, Set<Action> actions, boolean relayOnly) {
        this.rules = rules;
        this.actions = actions;
        this.relayOnly = relayOnly;
    }

    /**
     * Grants as a claim or the configuration lists them.
     *
     * @param groups actions by group pattern
     * @param actions what is not granted by group
     * @param userId what {@code {user}} stands for
     * @throws IllegalArgumentException with what is wrong
     */
    static Grants of(Map<String, List<String>> groups, List<String> actions, String userId) {
        List<Rule> rules = new ArrayList<>(Math.min(groups.size(), MAX_RULES));
        groups.forEach((pattern, names) -> {
            Rule rule = new Rule(GroupPattern.of(pattern, userId), parse(names, true));
            // What allows nothing says which meeting a token is for.
            if (!rule.actions.isEmpty()) {
                rules.add(rule);
            }
        });
        if (rules.size() > MAX_RULES) {
            throw new IllegalArgumentException("at most 64 group patterns");
        }
        return new Grants(List.copyOf(rules), parse(actions, false), false);
    }

    /**
     * Grants in the form of a token's {@code ringway} claim.
     *
     * @throws IllegalArgumentException with what is wrong
     */
    public static Grants ofClaim(String json, String userId) {
        try {
            return GrantsClaim.parse(StrictJson.object(json.getBytes(StandardCharsets.UTF_8)), userId);
        } catch (IOException notJson) {
            throw new IllegalArgumentException("grants are a JSON object", notJson);
        }
    }

    private static Set<Action> parse(List<String> names, boolean inGroup) {
        Set<Action> parsed = EnumSet.noneOf(Action.class);
        for (String name : names) {
            if (name.equals(ANY)) {
                all(inGroup).stream().filter(Action::isInAny).forEach(parsed::add);
            } else {
                parsed.add(Action.parse(name)
                        .filter(action -> action.isInGroup() == inGroup)
                        .orElseThrow(() -> unknown(name, inGroup)));
            }
        }
        if (parsed.contains(Action.JOIN)) {
            parsed.add(Action.MEMBERS);
        }
        return parsed;
    }

    private static List<Action> all(boolean inGroup) {
        return EnumSet.allOf(Action.class).stream()
                .filter(action -> action.isInGroup() == inGroup)
                .toList();
    }

    private static IllegalArgumentException unknown(String name, boolean inGroup) {
        List<String> names = all(inGroup).stream().map(Action::written).toList();
        return new IllegalArgumentException("%s is no action%s; those are %s, *"
                .formatted(
                        name.matches("\\w{1,32}") ? "`" + name + "`" : "what is granted",
                        inGroup ? " in a group" : "",
                        String.join(", ", names)));
    }

    /** The same, for a user whose calls go through relays alone. */
    public Grants throughRelaysOnly() {
        return new Grants(rules, actions, true);
    }

    /** Whether the user's calls go through relays alone, whatever the configuration says. */
    public boolean relayOnly() {
        return relayOnly;
    }

    /** Whether something may be done that is not about one group. */
    public boolean allows(Action action) {
        return actions.contains(action);
    }

    /** Whether the bearer may know that there is such a group: one of {@link MeetingGroups} by who may see who is in it alone. */
    public boolean reveals(String group) {
        return !MeetingGroups.areNamed(group) || allows(Action.MEMBERS, group);
    }

    /**
     * Whether something may be done with a group of the user's tenant; one of {@link MeetingGroups} has to be named, and any to
     * {@link Action#ADMIT}.
     */
    public boolean allows(Action action, String group) {
        if (!action.isInGroup()) {
            return allows(action);
        }
        boolean isNamed = action == Action.ADMIT || MeetingGroups.areNamed(group);
        for (Rule rule : rules) {
            if (rule.actions.contains(action) && (isNamed ? rule.pattern.names(group) : rule.pattern.matches(group))) {
                return true;
            }
        }
        return false;
    }
}
