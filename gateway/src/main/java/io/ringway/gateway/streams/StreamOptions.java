package io.ringway.gateway.streams;

import io.ringway.cluster.Tenant;
import java.util.List;
import java.util.Set;

/**
 * How a stream is read.
 *
 * @param name the stream's
 * @param tenants whose calls it may have
 * @param scopes what may be done with it, as API keys have them
 * @param replies whether somebody reads what came of each entry
 * @param inFlight how many entries are at work, or wait in this node for others of the same subject
 * @param deliveries how often an entry is tried
 * @param leaseMillis how long a node that says nothing any more keeps others from reading
 */
public record StreamOptions(
        String name,
        List<Tenant> tenants,
        Set<String> scopes,
        boolean replies,
        int inFlight,
        int deliveries,
        long leaseMillis) {
    public StreamOptions {
        tenants = List.copyOf(tenants);
        scopes = Set.copyOf(scopes);
    }
}
