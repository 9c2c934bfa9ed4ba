package io.ringway.tests.chaos.check;

import java.util.List;

/**
 * What was counted.
 *
 * @param acked messages that the server said it had taken
 * @param deliveries receptions of messages
 * @param lost acknowledged, and not received by a member that missed nothing as far as it was told
 * @param lostByTheLonely the same of what a node acknowledged that was cut off
 * @param missedInGaps acknowledged, and not received by a member that was told that it had missed something
 * @param missedAfterJoin acknowledged, and not received by a member that had joined just before
 * @param doubled received twice by the same client
 * @param reordered received after a later one of the same sender
 * @param noticesDue what observers had to be told of clients that did not come back
 * @param noticesMissing of those, what they were not told
 * @param noticesDoubled told more than once
 * @param noticesAgain told again after having been told that it was here again
 * @param noticesFalse told that somebody was gone who was there, or came back in time
 * @param ghosts listed, after the time in which it may, without a connection
 * @param longestGhost how long after the end of its connection anybody was still listed, in microseconds
 * @param missing not listed in the calm at the end, though a member
 * @param wrongCounts groups that were listed with another size than they have, in the calm at the end
 * @param wrongRosters the times at which somebody was shown a list that was wrong
 * @param examples of what is wrong, in words
 */
public record Findings(
        int acked,
        int deliveries,
        int lost,
        int lostByTheLonely,
        int missedInGaps,
        int missedAfterJoin,
        int doubled,
        int reordered,
        int noticesDue,
        int noticesMissing,
        int noticesDoubled,
        int noticesAgain,
        int noticesFalse,
        int ghosts,
        long longestGhost,
        int missing,
        int wrongCounts,
        List<Long> wrongRosters,
        List<String> examples) {}
