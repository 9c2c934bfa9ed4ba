package io.ringway.cluster.seen;

import io.ringway.cluster.Store;
import io.ringway.cluster.Tenant;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;

/**
 * When users were last here, by their ids; of each the latest time is kept, in whatever order they come, until it is too old, or
 * there are too many. Every future completes, or fails, within the store's time-out. Each of these can be done twice without harm.
 *
 * <p>Called on one context, the hub; futures complete on it.
 */
public interface SeenStore extends Store {
    /** @param times in milliseconds since 1970 */
    Future<Void> keep(Tenant tenant, Map<String, Long> times);

    /** Completes with one time for each, in this order; 0 where nothing is known. */
    Future<List<Long>> times(Tenant tenant, List<String> users);

    /** Where there is none: it is known for as long as the nodes live. */
    SeenStore NONE = new NothingSeen();
}
