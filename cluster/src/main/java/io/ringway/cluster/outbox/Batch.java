package io.ringway.cluster.outbox;

import java.util.List;

/**
 * Steps that one node wants carried out together.
 *
 * @param writer names the node and the process
 * @param number higher than that of every batch before of the same writer for the same line
 */
public record Batch(String writer, long number, List<Step> steps) {
    public Batch {
        steps = List.copyOf(steps);
    }
}
