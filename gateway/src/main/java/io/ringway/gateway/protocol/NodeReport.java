package io.ringway.gateway.protocol;

import io.ringway.cluster.NodeRef;
import java.util.EnumMap;
import java.util.Map;

/**
 * What a node says of itself.
 *
 * @param figures those that the node knows of: an older one knows fewer
 */
public record NodeReport(NodeRef node, Map<Figure, Long> figures) {
    public NodeReport {
        figures = Map.copyOf(new EnumMap<>(figures));
    }
}
