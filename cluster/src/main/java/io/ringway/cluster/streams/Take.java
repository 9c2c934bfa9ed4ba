package io.ringway.cluster.streams;

import java.util.List;

/**
 * What a reader got.
 *
 * @param lease whether it is this reader's turn
 * @param lost how many entries were taken out of the stream by somebody before they were done
 * @param last the id of the last entry that was looked at; empty where there was none
 */
public record Take(Lease lease, int lost, String last, List<StreamEntry> entries) {
    public enum Lease {
        /** Another reader has it. */
        ELSEWHERE,
        /** This reader has it, as before. */
        KEPT,
        /** This reader has it since now; nothing was read. */
        BEGUN
    }

    public Take {
        entries = List.copyOf(entries);
    }
}
