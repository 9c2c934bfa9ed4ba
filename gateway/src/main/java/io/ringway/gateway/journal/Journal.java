package io.ringway.gateway.journal;

import io.ringway.cluster.Tenant;
import io.ringway.cluster.UserId;
import io.ringway.gateway.protocol.KnownUser;
import io.ringway.gateway.protocol.SessionLine;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The last things that happened to the sessions of the users that were here last, on this node. In memory, and gone with the
 * node. Bounded: of a user the oldest lines go, and of users the one to whom nothing happened for longest. Belongs to one
 * thread.
 */
public final class Journal {
    private final int users;
    private final int linesPerUser;
    /** The one to whom nothing happened for longest first. */
    private final LinkedHashMap<UserId, Deque<SessionLine>> byUser = new LinkedHashMap<>();

    /**
     * @param users how many are remembered; 0 for none, where nobody could ask
     * @param linesPerUser how many lines of each, about 100 bytes a line
     */
    public Journal(int users, int linesPerUser) {
        this.users = users;
        this.linesPerUser = linesPerUser;
    }

    public void add(UserId user, SessionLine line) {
        if (users == 0) {
            return;
        }
        Deque<SessionLine> known = byUser.remove(user);
        Deque<SessionLine> lines = known == null ? room() : known;
        if (lines.size() == linesPerUser) {
            lines.remove();
        }
        lines.add(line);
        byUser.put(user, lines);
    }

    /** Room for one user more. */
    private Deque<SessionLine> room() {
        if (byUser.size() == users) {
            byUser.remove(byUser.keySet().iterator().next());
        }
        return new ArrayDeque<>(2);
    }

    /** The oldest first; empty where nothing is remembered. */
    public List<SessionLine> lines(UserId user) {
        @Nullable Deque<SessionLine> lines = byUser.get(user);
        return lines == null ? List.of() : List.copyOf(lines);
    }

    /**
     * Whose ids begin like this: the one of exactly that id first, and then the one to whom something happened last; looks at all that
     * are remembered.
     */
    public List<KnownUser> known(Tenant tenant, String prefix, int limit) {
        UserId exact = new UserId(tenant, prefix);
        Stream<UserId> others = byUser.sequencedKeySet().reversed().stream()
                .filter(user -> user.tenant().equals(tenant) && user.id().startsWith(prefix) && !user.equals(exact));
        return Stream.concat(Stream.of(exact).filter(byUser::containsKey), others)
                .limit(limit)
                .map(user -> new KnownUser(user.id(), lines(user).getLast().at()))
                .toList();
    }
}
