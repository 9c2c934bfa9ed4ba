package io.ringway.gateway.session.calls;

import io.ringway.cluster.Cid;
import io.ringway.cluster.Cluster;
import io.ringway.cluster.Member;
import io.ringway.gateway.calls.CallTarget;
import io.ringway.gateway.session.Session;
import java.util.Objects;

/** Whether a caller is in a group with whom he calls, where only those may call. Hub only. */
final class CommonGroups {
    private CommonGroups() {}

    static boolean has(Session session, CallTarget target, Cluster cluster) {
        return session.groups().values().stream()
                .map(joined -> cluster.view(joined.channel().group()))
                .filter(Objects::nonNull)
                .anyMatch(view -> isAmong(view.members(), target));
    }

    private static boolean isAmong(Iterable<Member> members, CallTarget target) {
        for (Member member : members) {
            boolean found = switch (target) {
                case CallTarget.Connection(Cid cid) -> member.cid().equals(cid);
                case CallTarget.User(var user) -> member.user().equals(user);
            };
            if (found) {
                return true;
            }
        }
        return false;
    }
}
