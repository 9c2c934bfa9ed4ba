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
 * @param claims sessions of nodes that were cut off that went on elsewhere, or when they were heard again, as if nothing had been missed
 * @param changes who came and who went
 * @param answers to requests
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
        int claims,
        Changes changes,
        Answers answers,
        List<String> examples) {

    /**
     * Who came and who went, as members were told.
     *
     * @param numbered changes that had a version and were held against the one before
     * @param rosters lists that were held against what had been told before
     * @param holes versions that were left out, though nothing said so
     * @param others lists that showed somebody else than had been told
     * @param doubled told to have come who was known to be there, or to have gone who was not
     * @param wrong told to have come who had not, or to have left who stayed
     * @param comingsDue what observers had to be told of who came, and {@code comingsMissing} of that what they were not told
     * @param goingsDue the same of who left
     */
    public record Changes(
            int numbered,
            int rosters,
            int holes,
            int others,
            int doubled,
            int wrong,
            int comingsDue,
            int comingsMissing,
            int goingsDue,
            int goingsMissing) {}

    /**
     * What became of requests.
     *
     * @param lost with their session, whose end was said
     * @param open not answered when all was over
     * @param never not answered in all the time in which their connection was there
     * @param again answers to what had been answered
     * @param longest how long an answer took at most, where that was several seconds, in microseconds
     */
    public record Answers(long answered, long lost, long open, int never, long again, long longest) {}
}
