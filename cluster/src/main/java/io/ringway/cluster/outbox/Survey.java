package io.ringway.cluster.outbox;

import java.util.Map;
import java.util.Set;

/**
 * What there is to do.
 *
 * @param waiting lines with news that wait, and about how many bytes they take
 * @param strays lines with seats of nodes that were not named as alive, by those nodes' ids
 */
public record Survey(Map<String, Long> waiting, Map<Long, Set<String>> strays) {
    public static final Survey NOTHING = new Survey(Map.of(), Map.of());
}
