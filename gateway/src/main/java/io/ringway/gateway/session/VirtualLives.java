package io.ringway.gateway.session;

import io.ringway.cluster.Cid;
import io.ringway.cluster.Group;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How long members without a connection live that have to be spoken of again and again. Pure; one owner. */
final class VirtualLives {
    /** Says that a member lives as long as nothing else is said. */
    static final long FOR_EVER = 0;
    /** Says that a member lives as long again as was said last. */
    static final long AGAIN = -1;

    private final Map<Key, Life> lives = new LinkedHashMap<>();

    record Key(Group group, Cid cid) {}

    private record Life(long ttlMillis, long end) {}

    void set(Group group, Cid cid, long ttlMillis, long now) {
        Key key = new Key(group, cid);
        if (ttlMillis == FOR_EVER) {
            lives.remove(key);
        } else if (ttlMillis == AGAIN) {
            lives.computeIfPresent(key, (same, life) -> new Life(life.ttlMillis, now + life.ttlMillis));
        } else {
            lives.put(key, new Life(ttlMillis, now + ttlMillis));
        }
    }

    void forget(Group group, Cid cid) {
        lives.remove(new Key(group, cid));
    }

    /** Those whose time is over; they are forgotten. */
    List<Key> due(long now) {
        List<Key> due = new ArrayList<>();
        for (Iterator<Map.Entry<Key, Life>> all = lives.entrySet().iterator(); all.hasNext(); ) {
            Map.Entry<Key, Life> one = all.next();
            if (one.getValue().end <= now) {
                due.add(one.getKey());
                all.remove();
            }
        }
        return due;
    }
}
