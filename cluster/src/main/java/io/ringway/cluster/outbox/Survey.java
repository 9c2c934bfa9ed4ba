package io.ringway.cluster.outbox;

import java.util.Map;
import java.util.Set;

/**
 * What there is to do.
 *
 * @param waiting lines with news that wait
 * @param strays lines with seats of nodes that were not named as alive, by those nodes' ids
 */
public record Survey(Set<String> waiting, Map<Long, Set<String>> strays) {
    public static final Survey NOTHING = new Survey(Set.of(), Map.of());
}
