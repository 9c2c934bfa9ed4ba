package io.ringway.gateway.webhooks;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * To whom this node has said lately that something waits in a line. Where that one is found to be gone, it may have been so
 * already: the lines are another's to tell. Hub only.
 */
final class Hints {
    /** Longer than it takes to find out that a node is gone. */
    private static final long KEPT_MS = 15_000;

    /** Of more than that, whoever looks through all lines now and then will say so. */
    private static final int MOST = 10_000;

    private final Map<String, Hint> lately = new LinkedHashMap<>();
    private Set<Long> live = Set.of();

    private record Hint(long node, long at) {}

    void said(String line, long node, long now) {
        lately.remove(line);
        lately.put(line, new Hint(node, now));
        if (lately.size() > MOST) {
            lately.remove(lately.keySet().iterator().next());
        }
    }

    /** Takes out the lines of nodes that are not there any more, and what is too old to matter. */
    List<String> orphans(Set<Long> liveNow, long now) {
        Iterator<Hint> eldest = lately.values().iterator();
        while (eldest.hasNext() && eldest.next().at() <= now - KEPT_MS) {
            eldest.remove();
        }
        if (liveNow.equals(live)) {
            return List.of();
        }
        live = Set.copyOf(liveNow);
        List<String> orphans = new ArrayList<>();
        lately.forEach((line, hint) -> {
            if (!live.contains(hint.node())) {
                orphans.add(line);
            }
        });
        orphans.forEach(lately::remove);
        return orphans;
    }
}
