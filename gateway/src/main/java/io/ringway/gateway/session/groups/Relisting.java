package io.ringway.gateway.session.groups;

import io.ringway.cluster.Cid;
import io.ringway.cluster.Cluster;
import io.ringway.cluster.Group;
import io.ringway.cluster.GroupView;
import io.ringway.cluster.Member;
import io.ringway.gateway.session.Hub;
import io.ringway.gateway.session.Session;
import io.ringway.gateway.session.Sessions;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whom this node tells what is said in a group, it lists as a member, whatever took it off the list: nobody else says who of it is
 * there, so nobody else would notice. Every way out takes a session out of the fan-out first; who is still in it is put back, and
 * that is logged as the defect that it is. Hub only.
 */
public final class Relisting {
    private static final Logger LOG = LoggerFactory.getLogger(Relisting.class);

    private final Cluster cluster;
    private final Hub hub;
    private final Sessions sessions;

    public Relisting(Cluster cluster, Hub hub, Sessions sessions) {
        this.cluster = cluster;
        this.hub = hub;
        this.sessions = sessions;
    }

    /** Lists a member that this node is about to tell what is said in a group, should it be on the list no longer. */
    public static void ensure(Cluster cluster, Group group, Member member) {
        GroupView view = cluster.view(group);
        if (view == null || !view.isOwn(member.cid())) {
            var unused = cluster.join(group, member);
        }
    }

    /** A member of this node is listed no longer. */
    public void exited(Group group, Cid cid) {
        if (joined(group, cid) != null) {
            // Never in the midst of that: whoever takes it out may have more to say.
            hub.context().runOnContext(turn -> putBack(group, cid));
        }
    }

    private Session.@Nullable Joined joined(Group group, Cid cid) {
        Session session = sessions.find(cid);
        return session == null || !session.tenant().equals(group.tenant())
                ? null
                : session.groups().get(group.name());
    }

    private void putBack(Group group, Cid cid) {
        Session session = sessions.find(cid);
        Session.Joined joined = joined(group, cid);
        if (session == null || joined == null) {
            return;
        }
        LOG.warn("{} is in {} here, and was taken off its list: it is put back", cid, group);
        if (cluster.hasEnded(cid)) {
            // Nobody would believe that it is there.
            session.passage().movedAfter(cluster.lastPlace(cid).moves());
            cluster.adopt(cid, session.passage().moves());
        }
        var unused = cluster.join(group, session.member(joined.meta()));
        if (session.isParked()) {
            cluster.suspect(group, cid, true);
        }
    }
}
