package io.ringway.gateway.session.virtual;

import io.ringway.cluster.Cid;
import io.ringway.cluster.Cluster;
import io.ringway.cluster.Group;
import io.ringway.cluster.LeaveReason;
import io.ringway.cluster.Member;
import io.ringway.cluster.NodeRef;
import io.ringway.cluster.Tenant;
import io.ringway.cluster.UserId;
import io.ringway.gateway.protocol.CloseCode;
import io.ringway.gateway.protocol.ErrorCode;
import io.ringway.gateway.protocol.SessionLine;
import io.ringway.gateway.protocol.envelope.Envelope;
import io.ringway.gateway.protocol.envelope.EnvelopeCodec;
import io.ringway.gateway.session.Endings;
import io.ringway.gateway.session.GroupRefusal;
import io.ringway.gateway.session.NotFound;
import io.ringway.gateway.session.groups.Transfers;
import io.vertx.core.Future;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the app's backend does with members of this node that have no connection, as it does with connections. Hub only. */
public final class VirtualSteering {
    private final Cluster cluster;
    private final VirtualMembers members;
    private final VirtualLives lives;
    private final VirtualHandovers handovers;
    private final InstantSource clock;
    private Ended ended = (user, cid, what) -> {};

    /** Is told of members that were ended here, with what operators are told of that. */
    public interface Ended {
        void ended(UserId user, Cid cid, SessionLine.What what);
    }

    VirtualSteering(
            Cluster cluster,
            VirtualMembers members,
            VirtualLives lives,
            VirtualHandovers handovers,
            InstantSource clock) {
        this.cluster = cluster;
        this.members = members;
        this.lives = lives;
        this.handovers = handovers;
        this.clock = clock;
    }

    /** Who is told of each that an operator or the app's backend ends. */
    public void whenEnded(Ended listener) {
        ended = listener;
    }

    /** Whether a user is in a group at this node without a connection. */
    public boolean isHere(UserId user) {
        return !lives.cids().isEmpty() && members.ids(user).stream().anyMatch(lives::owns);
    }

    /**
     * Takes a member out of all of its groups, be it that it is on its way to another node; false where this node has none such.
     *
     * @param told what a connection would be closed with
     */
    public boolean end(Tenant tenant, Cid cid, CloseCode told) {
        if (!isOf(tenant, cid)) {
            return false;
        }
        Envelope elsewhere = new Envelope.Kick(tenant, cid, told);
        if (handovers.going(cid) != null) {
            members.at(cid, () -> leave(cid, told), elsewhere);
            return true;
        }
        NodeRef where = cluster.locate(cid);
        leave(cid, told);
        if (where != null && where.id() != cluster.self().id()) {
            // It was about to follow its other groups there.
            cluster.post(where, EnvelopeCodec.encode(elsewhere));
        }
        return true;
    }

    private void leave(Cid cid, CloseCode told) {
        UserId user = lives.user(cid);
        LeaveReason reason = Endings.of(told);
        lives.groups(cid).forEach(group -> members.leave(group, cid, reason));
        if (user != null) {
            ended.ended(user, cid, Endings.line(reason));
        }
    }

    private boolean isOf(Tenant tenant, Cid cid) {
        return lives.owns(cid) && lives.groups(cid).getFirst().tenant().equals(tenant);
    }

    /** A user may not be here any more. */
    public void ban(UserId user) {
        members.ids(user).forEach(cid -> end(user.tenant(), cid, CloseCode.BANNED));
    }

    /** As {@link Transfers.Others#move}. No token says where it may be: the backend does. */
    public @Nullable Future<Void> move(Tenant tenant, Cid cid, String from, String to) {
        if (!lives.owns(cid)) {
            return null;
        }
        if (!isOf(tenant, cid)) {
            return NotFound.future();
        }
        if (handovers.going(cid) != null) {
            return GroupRefusal.future(ErrorCode.UNAVAILABLE, "the member is on its way to another node");
        }
        List<String> groups = lives.groups(cid).stream().map(Group::name).toList();
        return Transfers.origin(groups, from)
                .compose(origin -> move(cid, new Group(tenant, origin), new Group(tenant, to)));
    }

    private Future<Void> move(Cid cid, Group from, Group to) {
        if (from.equals(to)) {
            return Future.succeededFuture();
        }
        if (lives.owns(to, cid)) {
            return GroupRefusal.future(ErrorCode.BAD_REQUEST, "the member is in that group already");
        }
        Member member = members.find(from, cid);
        VirtualLives.Life life = lives.life(from, cid);
        if (member == null || life == null) {
            return NotFound.future();
        }
        // While it waits for a seat it may be ended, or its time be over.
        return members.enter(to, member, () -> lives.owns(from, cid)).map(entered -> {
            lives.set(to, cid, life.ttlMillis(), clock.millis());
            if (lives.owns(from, cid)) {
                members.leave(from, cid, LeaveReason.TRANSFERRED);
            }
            return null;
        });
    }
}
