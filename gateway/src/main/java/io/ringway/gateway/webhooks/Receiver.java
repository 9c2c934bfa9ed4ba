package io.ringway.gateway.webhooks;

import io.ringway.cluster.Tenant;
import io.ringway.gateway.auth.GroupPattern;
import java.util.List;
import java.util.Set;

/**
 * Who is told what.
 *
 * @param id names it in lines, metrics and the API; the same on every node, and after a restart
 * @param groups of which groups; nothing but groups is held against it
 * @param schedule how long to go on with what it does not take
 */
public record Receiver(
        String id, Tenant tenant, Set<EventType> events, List<GroupPattern> groups, Sink sink, Schedule schedule) {
    public Receiver {
        events = Set.copyOf(events);
        groups = List.copyOf(groups);
    }

    boolean wants(EventType type) {
        return events.contains(type);
    }

    boolean wantsMembersOf(String group) {
        return events.stream().anyMatch(EventType::isOfMembers) && matches(group);
    }

    boolean wantsMessagesOf(String group) {
        return events.contains(EventType.MESSAGE) && matches(group);
    }

    boolean wantsCalls() {
        return events.stream().anyMatch(EventType::isOfCalls);
    }

    private boolean matches(String group) {
        return groups.stream().anyMatch(pattern -> pattern.matches(group));
    }
}
