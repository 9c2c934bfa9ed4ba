package io.ringway.cluster;

import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Who holds a name: at most one connection of all nodes. Methods are called on the hub, futures complete there. What one
 * node asks about one name is carried out in the order of the calls.
 *
 * <p>A claim ends when it is released, or with its node. While the network is split, each side may give the same name
 * away; after the heal one holder remains, and {@link Inbox#lost} tells of the other.
 */
public interface Claims {
    /**
     * Takes a name for a connection of this node, where it is free, or held by somebody of the same fingerprint: that one
     * has lost it then, which {@link Inbox#lost} tells this node first.
     *
     * @param fingerprint what makes two connections the same client; compared in constant time, never told to anybody
     * @param stale a holder that is known to be gone, whose claim counts for nothing; null where none is
     * @return who holds it now: the given connection, or the one that keeps it. Fails within three seconds where the table
     *     does not answer; the name is not held then
     */
    Future<Cid> claim(Name name, Cid cid, Bytes fingerprint, @Nullable Cid stale);

    /** Gives a name back; ignored where that connection does not hold it. */
    void release(Name name, Cid cid);

    /** Who holds a name. Fails within a quarter of a second where the table does not answer. */
    Future<Optional<Cid>> holder(Name name);

    /** A page of a tenant's names that are held, in the order of code points, after the given one ("" for the first page). */
    Future<List<Name>> names(Tenant tenant, String after, int limit);
}
