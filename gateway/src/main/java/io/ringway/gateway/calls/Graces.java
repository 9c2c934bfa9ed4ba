package io.ringway.gateway.calls;

import io.ringway.cluster.Cid;
import java.util.Iterator;
import java.util.Map;

/**
 * How long parties are waited for whose node is lost, where that is longer than for others: their pages were in the background,
 * as that node has said every now and then. A part of {@link CallCore}.
 */
final class Graces {
    /** More is not kept in mind: those are waited for as all others are. */
    private static final int MOST = 100_000;

    private final Map<Cid, Said> said = new Recent<>(MOST);
    private final long rememberedMillis;

    private record Said(long millis, long until) {}

    /** @param rememberedMillis how long it counts what a node has said */
    Graces(long rememberedMillis) {
        this.rememberedMillis = rememberedMillis;
    }

    /** @param millis 0 where the party is one as any other again */
    void say(Cid party, long millis, long now) {
        said.remove(party);
        if (millis > 0) {
            said.put(party, new Said(millis, now + rememberedMillis));
        }
    }

    long of(Cid party, long atLeast, long now) {
        Said last = said.get(party);
        return last == null || last.until() <= now ? atLeast : Math.max(atLeast, last.millis());
    }

    void tick(long now) {
        Iterator<Said> oldest = said.values().iterator();
        while (oldest.hasNext() && oldest.next().until() <= now) {
            oldest.remove();
        }
    }
}
