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

    void notice(JsonObject frame) {
        Set<String> cids = groups.get(frame.getString("group"));
        if (cids == null) {
            return;
        }
        switch (frame.getString("code")) {
            case "USER_JOINED" -> cids.add(frame.getString("cid"));
            case "USER_LEFT", "USER_DISCONNECTED" -> cids.remove(frame.getString("cid"));
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

    /** A roster; returns who is not in it any more where it is the first of a new node. */
    Set<String> seen(long request, String group, List<String> cids) {
        if (request < since || !unseen.remove(group)) {
            return Set.of();
        }
        Set<String> gone = Objects.requireNonNullElse(groups.put(group, new HashSet<>(cids)), Set.of());
        Set<String> missing = new HashSet<>(gone);
        cids.forEach(missing::remove);
        return missing;
    }
}
