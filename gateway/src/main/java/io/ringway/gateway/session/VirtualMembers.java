package io.ringway.gateway.session;

import io.ringway.cluster.Bytes;
import io.ringway.cluster.Cid;
import io.ringway.cluster.Cluster;
import io.ringway.cluster.Group;
import io.ringway.cluster.LeaveReason;
import io.ringway.cluster.Member;
import io.ringway.cluster.NodeRef;
import io.ringway.cluster.UserId;
import io.ringway.gateway.protocol.envelope.Envelope;
import io.ringway.gateway.protocol.envelope.EnvelopeCodec;
import io.vertx.core.Future;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;

/**
 * Members without a connection, kept by the app's backend: a user on the phone, a bot, a device. The first node that is
 * told of one owns it; what other nodes are told later is passed on to that node. The random part of its cid is a digest of
 * the user's id, so that every node knows one when it sees it in a roster. Hub only.
 */
final class VirtualMembers {
    private final Cluster cluster;

    VirtualMembers(Cluster cluster) {
        this.cluster = cluster;
    }

    /** Adds the member, or changes its metadata where it is there already; completes with its cid. */
    Future<Cid> join(Group group, UserId user, Bytes meta) {
        return find(group, user).compose(found -> {
            if (!found.isEmpty()) {
                return change(group, found, meta);
            }
            Member member = new Member(cid(cluster.self(), user), user, meta);
            return cluster.join(group, member).map(member.cid());
        });
    }

    /** Changes its metadata; fails with {@link NotFound} where there is no such member. */
    Future<Cid> update(Group group, UserId user, Bytes meta) {
        return find(group, user).compose(found -> found.isEmpty() ? NotFound.future() : change(group, found, meta));
    }

    private Future<Cid> change(Group group, List<Member> found, Bytes meta) {
        found.forEach(member -> tell(group, member.withMeta(meta), true));
        return Future.succeededFuture(found.get(0).cid());
    }

    /** Removes it; fails with {@link NotFound} where there is no such member. */
    Future<Cid> leave(Group group, UserId user) {
        return find(group, user).compose(found -> {
            found.forEach(member -> tell(group, member, false));
            return found.isEmpty()
                    ? NotFound.future()
                    : Future.succeededFuture(found.get(0).cid());
        });
    }

    private void tell(Group group, Member member, boolean present) {
        Cid cid = member.cid();
        if (cid.node().id() == cluster.self().id()) {
            apply(group, member, present);
        } else {
            cluster.post(cid.node(), EnvelopeCodec.encode(new Envelope.VirtualMember(group, member, present)));
        }
    }

    /** What another node was told of a member of this one. */
    void apply(Group group, Member member, boolean present) {
        if (!isVirtual(member)) {
            return;
        }
        if (present) {
            cluster.update(group, member);
        } else {
            cluster.leave(group, member.cid(), LeaveReason.LEFT);
        }
    }

    private Future<List<Member>> find(Group group, UserId user) {
        return cluster.roster(group).map(members -> {
            List<Member> found = new ArrayList<>(1);
            for (Member member : members) {
                if (member.user().equals(user) && isVirtual(member)) {
                    found.add(member);
                }
            }
            return found;
        });
    }

    private static boolean isVirtual(Member member) {
        return cid(member.cid().node(), member.user()).equals(member.cid());
    }

    private static Cid cid(NodeRef node, UserId user) {
        String name = "virtual member\n" + user.tenant().name() + "\n" + user.id();
        ByteBuffer digest = ByteBuffer.wrap(sha256().digest(name.getBytes(StandardCharsets.UTF_8)));
        return new Cid(node, digest.getLong(), digest.getLong());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has SHA-256", impossible);
        }
    }
}
