package io.ringway.gateway.session.meetings;

import io.ringway.cluster.Cid;
import io.ringway.cluster.Group;
import io.ringway.cluster.UserId;
import io.ringway.gateway.auth.MeetingGroups;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A meeting that connections of this node are in, or were until that is written down; and what is to be written of it: not a list of what
 * happened, which a burst makes as long as it likes, but what holds now. Hub only.
 */
final class Gathering {
    final Group group;
    final Map<Cid, UserId> members = new LinkedHashMap<>();
    final Attendance attendance = new Attendance();

    /** Its session as far as this node knows. */
    @Nullable
    String session;

    /** The most that were in it since that was written. */
    int most;

    /** The last one has left, and that is not written. */
    boolean isEnding;

    /** It is to be said that the session goes on, or heard that it does. */
    boolean isDueToSay;

    /** Something is being written: one thing after the other. */
    boolean isWriting;

    /** Nothing is written before, as the store did not take the last thing. */
    long retryAt = Long.MIN_VALUE;

    /** When the last one left; of no meaning where somebody is there. */
    long leftAt;

    /** How many were in it when that was written. */
    private int told = -1;

    /** The most that was ever written. */
    private int highest;

    private long toldAt;
    private long renewAt;

    Gathering(Group group) {
        this.group = group;
    }

    String meeting() {
        return group.name().substring(MeetingGroups.MEETINGS.length());
    }

    void counted(int present) {
        most = Math.max(most, present);
    }

    boolean isDue(long now) {
        return now >= renewAt;
    }

    /** Whether it is another number than was written a while ago, or there were more meanwhile. */
    boolean isOutdated(int present, long now, long while_) {
        return (present != told || most > highest) && now >= toldAt + while_;
    }

    void telling(int present, long now, long renewNext) {
        told = present;
        highest = Math.max(highest, Math.max(present, most));
        toldAt = now;
        renewAt = renewNext;
    }

    /** This is its session: all who are here are to be written into it. */
    void in(String current, long now) {
        if (!current.equals(session)) {
            session = current;
            attendance.again(members, current, now);
        }
    }

    /** It has no meeting, or none any more: there is nothing to be written of it. */
    void forget() {
        attendance.clear();
        isEnding = false;
        isDueToSay = false;
    }
}
