package io.ringway.cluster.whereabouts;

import io.ringway.cluster.Cid;

/**
 * A connection lives on the node that says so.
 *
 * @param count how often it has moved so far: the highest count is the present
 */
public record Move(Cid cid, int count) {}
