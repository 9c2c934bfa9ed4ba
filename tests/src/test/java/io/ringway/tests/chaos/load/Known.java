package io.ringway.tests.chaos.load;

import io.vertx.core.json.JsonObject;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** Who is in its groups, as a client was told, and who is missing from the rosters of a node that it has moved to. */
final class Known {
    private final Map<String, Set<String>> groups = new HashMap<>();
    /** Groups whose roster the new node has not shown yet. */
    private final Set<String> unseen = new HashSet<>();

    private long since;

    void joined(String group, List<String> cids) {
        groups.put(group, new HashSet<>(cids));
        unseen.remove(group);
    }

    void notice(String group, JsonObject step) {
        Set<String> cids = groups.get(group);
        if (cids == null) {
            return;
        }
        switch (step.getString("code")) {
            case "USER_JOINED" -> cids.add(step.getString("cid"));
            case "USER_LEFT", "USER_DISCONNECTED" -> cids.remove(step.getString("cid"));
            default -> {
                // Nobody came or went.
            }
        }
    }

    /** @param request answers to requests with lower numbers may be of before */
    void moved(Collection<String> joined, long request) {
        since = request;
        unseen.addAll(joined);
    }

    /** Whether the answer to that request may be of a node that the client has left. */
    boolean isOld(long request) {
        return request < since;
    }

    /** The group has been joined, and the new node has not shown its roster. */
    void unseen(String group) {
        unseen.add(group);
    }

    /** A roster; returns who is not in it any more where it is the first of a new node. */
    Set<String> seen(long request, String group, List<String> cids) {
        if (isOld(request) || !unseen.remove(group)) {
            return Set.of();
        }
        Set<String> gone = Objects.requireNonNullElse(groups.put(group, new HashSet<>(cids)), Set.of());
        Set<String> missing = new HashSet<>(gone);
        cids.forEach(missing::remove);
        return missing;
    }
}
