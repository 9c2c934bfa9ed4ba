package io.ringway.gateway.moves;

import io.ringway.cluster.NodeRef;
import java.util.HashSet;
import java.util.Set;

/**
 * What the old node of a session still does for it: it passes on what each node had sent it before that node's mark. What
 * comes after the mark has gone to the new node as well, and is that one's to take. Nodes count by id.
 *
 * <p>Single-threaded.
 */
public final class Wake {
    private final Set<Long> unheard;
    private final Set<Long> marked = new HashSet<>();

    /** @param unheard nodes that the session does not hear here: what they send may have been told it already */
    public Wake(Set<Long> unheard) {
        this.unheard = Set.copyOf(unheard);
    }

    /** Whether what that node sends here now is to be passed on. */
    public boolean carries(NodeRef origin) {
        return !isMarked(origin) && !unheard.contains(origin.id());
    }

    /** Whether whatever comes here from that node now goes to the new node, too, behind its mark. */
    public boolean isMarked(NodeRef origin) {
        return marked.contains(origin.id());
    }

    /** That node's mark has come. Everything before it was passed on. */
    public void marked(NodeRef origin) {
        marked.add(origin.id());
    }
}
