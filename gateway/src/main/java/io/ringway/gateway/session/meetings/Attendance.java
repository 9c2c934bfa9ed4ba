package io.ringway.gateway.session.meetings;

import io.ringway.cluster.Cid;
import io.ringway.cluster.UserId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who came into a meeting and left it, as far as that is not written down yet: what there is to be written of each user, and not what
 * happened. However often somebody comes and goes while the store is slow, it is one user. Pure; one owner.
 */
final class Attendance {
    private final Map<UserId, Unwritten> users = new LinkedHashMap<>();
    /** Connections that are here, and the session in which their coming is written, or is being written. */
    private final Map<Cid, String> written = new HashMap<>();

    /** Something to be written of a user. */
    sealed interface Change {
        /** When it happened. */
        long at();

        record Came(Cid cid, long at) implements Change {}

        /** @param session the one in which it is written that it came */
        record Left(Cid cid, String session, long at) implements Change {}

        /**
         * It came and left, and nothing is written of either; or did so several times.
         *
         * @param came the first time
         * @param at when it left the last time
         * @param millis how long it was there
         */
        record Visit(Cid cid, long came, long at, long millis) implements Change {
            /** Both, of which the other one ended later. */
            private Visit with(Visit later) {
                long more = later.came <= came ? 0 : later.at - Math.max(later.came, at);
                return later.came <= came
                        ? later
                        : new Visit(cid, came, later.at, millis + Math.max(0, Math.min(later.millis, more)));
            }
        }
    }

    /** All that there is to be written of one user, in the order in which it happened. */
    record Turn(UserId user, String session, List<Change> changes) {}

    private static final class Unwritten {
        final Map<Cid, Long> came = new LinkedHashMap<>(2);
        final Map<Cid, Change.Left> left = new LinkedHashMap<>(2);
        Change.@Nullable Visit visit;

        void visit(Change.Visit one) {
            Change.Visit before = visit;
            visit = before == null ? one : before.at <= one.at ? before.with(one) : one.with(before);
        }

        /** Who comes as another leaves was there all along. */
        List<Change> changes() {
            List<Change> all = new ArrayList<>();
            came.forEach((cid, at) -> all.add(new Change.Came(cid, at)));
            all.addAll(left.values());
            if (visit != null) {
                all.add(visit);
            }
            all.sort(Comparator.comparingLong(Change::at));
            return all;
        }

        boolean isEmpty() {
            return came.isEmpty() && left.isEmpty() && visit == null;
        }
    }

    private Unwritten of(UserId user) {
        return users.computeIfAbsent(user, first -> new Unwritten());
    }

    void came(UserId user, Cid cid, long at) {
        of(user).came.put(cid, at);
    }

    void left(UserId user, Cid cid, long at) {
        String session = written.remove(cid);
        if (session == null) {
            visited(user, cid, at);
        } else {
            of(user).left.put(cid, new Change.Left(cid, session, at));
        }
    }

    /** It is on another node now, which writes that it came there; and that it left, some time. */
    void moved(UserId user, Cid cid, long at) {
        if (written.remove(cid) == null) {
            visited(user, cid, at);
        }
    }

    private void visited(UserId user, Cid cid, long at) {
        Unwritten unwritten = of(user);
        Long since = unwritten.came.remove(cid);
        if (since != null) {
            unwritten.visit(new Change.Visit(cid, since, at, Math.max(0, at - since)));
        }
        drop(user, unwritten);
    }

    private void drop(UserId user, Unwritten unwritten) {
        if (unwritten.isEmpty()) {
            users.remove(user);
        }
    }

    /** A connection of another node is gone with that, and this one speaks for it. */
    void lost(UserId user, Cid cid, String session, long at) {
        of(user).left.put(cid, new Change.Left(cid, session, at));
    }

    /** All who are here are to be written into this session, but those who are in it already. */
    void again(Map<Cid, UserId> members, String session, long now) {
        members.forEach((cid, user) -> {
            if (!session.equals(written.get(cid))) {
                written.remove(cid);
                of(user).came.putIfAbsent(cid, now);
            }
        });
    }

    boolean isEmpty() {
        return users.isEmpty();
    }

    /** How many users there is something to be written of. */
    int size() {
        return users.size();
    }

    /** Nothing of it can be written. */
    void clear() {
        users.clear();
    }

    /** Takes what there is of one user; null where nothing is left. It is written, or comes back by {@link #failed}. */
    @Nullable
    Turn next(String session) {
        var first = users.entrySet().iterator();
        if (!first.hasNext()) {
            return null;
        }
        Map.Entry<UserId, Unwritten> one = first.next();
        first.remove();
        one.getValue().came.keySet().forEach(cid -> written.put(cid, session));
        return new Turn(one.getKey(), session, one.getValue().changes());
    }

    /**
     * It may be written in part, or not at all: it is to be written once more, which does no harm.
     *
     * @param here the connections that are here
     */
    void failed(Turn turn, Set<Cid> here) {
        Unwritten unwritten = of(turn.user);
        for (Change change : turn.changes) {
            switch (change) {
                case Change.Came(Cid cid, long at) -> {
                    Change.Left left = unwritten.left.get(cid);
                    if (left != null) {
                        unwritten.visit(new Change.Visit(cid, at, left.at, Math.max(0, left.at - at)));
                    } else if (here.contains(cid) && written.remove(cid, turn.session)) {
                        unwritten.came.put(cid, at);
                    }
                }
                case Change.Left left -> unwritten.left.putIfAbsent(left.cid, left);
                case Change.Visit visit -> unwritten.visit(visit);
            }
        }
        drop(turn.user, unwritten);
    }
}
