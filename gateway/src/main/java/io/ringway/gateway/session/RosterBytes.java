package io.ringway.gateway.session;

import io.ringway.cluster.Member;
import java.util.ArrayList;
import java.util.List;

/**
 * How many members one frame may list: what is listed at once has to leave room in the outbox of who is told, or nobody with much
 * metadata around could ever be told. Pure.
 *
 * @param most bytes of a frame that lists members
 */
public record RosterBytes(long most) {
    /** Names and punctuation, and the id of the connection. */
    private static final int FIXED = 75;
    /** Of a unit of UTF-16 that is not written as it is: of UTF-8, or an escape. */
    private static final int PER_CHAR = 6;

    /** Half of what may wait for one connection: the rest is for what else it is told meanwhile. */
    public static RosterBytes ofOutbox(int outboxBytes) {
        return new RosterBytes(outboxBytes / 2);
    }

    /** At most so many bytes of a frame are for the member. */
    static int of(Member member) {
        return FIXED + of(member.user().id()) + member.meta().size();
    }

    private static int of(String id) {
        int bytes = 0;
        for (int i = 0; i < id.length(); i++) {
            char unit = id.charAt(i);
            boolean isPlain = unit >= ' ' && unit <= '~' && unit != '"' && unit != '\\';
            bytes += isPlain ? 1 : PER_CHAR;
        }
        return bytes;
    }

    /** Whether a list of all of them leaves less than so many hundredths of the room. */
    boolean isOver(Iterable<Member> members, int percent) {
        long left = most * percent / 100;
        for (Member member : members) {
            left -= of(member);
            if (left < 0) {
                return true;
            }
        }
        return false;
    }

    /** The first of them, as many as fit, and one at least. */
    public List<Member> first(Iterable<Member> members, int atMost) {
        List<Member> first = new ArrayList<>();
        long left = most;
        for (Member member : members) {
            left -= of(member);
            if (first.size() == atMost || (left < 0 && !first.isEmpty())) {
                break;
            }
            first.add(member);
        }
        return first;
    }
}
