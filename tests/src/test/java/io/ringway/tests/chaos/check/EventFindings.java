package io.ringway.tests.chaos.check;

import java.util.List;

/**
 * What was counted of what a backend was told.
 *
 * @param events with different ids
 * @param doubled told again with an id that was known
 * @param changed of those, with another content
 * @param reordered with a lower sequence than one before, of the same group or call
 * @param members times that somebody joined
 * @param unpaired of those, without one leaving behind it; or the other way round
 * @param wrongEdges told that a group was, or got, empty, while it was not
 * @param messages that were told
 * @param messagesTwice told with two ids
 * @param messagesReordered after a later one of the same sender in the group
 * @param calls that were told
 * @param callsWrong events of calls that have no beginning, no end, or another order
 * @param joinsAcked acknowledged to clients
 * @param joinsLost of those, not told
 * @param messagesLost acknowledged to clients, and not told
 * @param answersAcked calls that clients were told to have answered
 * @param callsLost calls and answers that were acknowledged to clients, and not told
 * @param unwritten acknowledged within a second of the death of the node, and not told
 * @param longestUnwritten how long before it at most, in microseconds
 * @param delays from when each happened until it came, in microseconds
 * @param examples of what is wrong, in words
 */
public record EventFindings(
        int events,
        int doubled,
        int changed,
        int reordered,
        int members,
        int unpaired,
        int wrongEdges,
        int messages,
        int messagesTwice,
        int messagesReordered,
        int calls,
        int callsWrong,
        int joinsAcked,
        int joinsLost,
        int messagesLost,
        int answersAcked,
        int callsLost,
        int unwritten,
        long longestUnwritten,
        List<Long> delays,
        List<String> examples) {}
