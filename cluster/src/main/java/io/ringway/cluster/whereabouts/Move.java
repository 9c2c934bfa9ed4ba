package io.ringway.cluster.whereabouts;

import io.ringway.cluster.Cid;

/**
 * A connection lives on the node that says so.
 *
 * @param count how often it has moved so far: the highest count is the present
 */
public record Move(Cid cid, int count) {
    /** More moves than a node can have told some of the others of, and not all, before it was lost. */
    private static final int STAGE = 100;

    /**
     * The count of who takes a connection over after a loss, without anybody who could say how often it has moved: higher than what only
     * some were told, or those would go on looking for it on the node that is lost. Two that do so at once may know of a move more or less,
     * and come to the same.
     *
     * @param known the highest that it knows of
     */
    public static int afterLoss(int known) {
        return (known / STAGE + 2) * STAGE;
    }

    /** Whether both are of a time without a loss, in which whoever gave the connection away was asked for it. */
    static boolean isOneStage(int count, int other) {
        return count / STAGE == other / STAGE;
    }
}
