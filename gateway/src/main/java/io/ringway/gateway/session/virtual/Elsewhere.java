package io.ringway.gateway.session.virtual;

import io.ringway.cluster.Cluster;
import io.ringway.cluster.Group;
import io.ringway.cluster.Member;
import io.ringway.cluster.NodeRef;
import io.ringway.cluster.Tenant;
import io.ringway.cluster.UnavailableException;
import io.ringway.cluster.UserId;
import io.ringway.gateway.protocol.envelope.BackendStep;
import io.ringway.gateway.protocol.envelope.Envelope;
import io.ringway.gateway.protocol.envelope.EnvelopeCodec;
import io.ringway.gateway.protocol.envelope.EnvelopeException;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * A user's members of a group that this node has no members in. The nodes that have are asked for that user alone: the group may have
 * thousands of members, and a backend a thousand things a second to say of them. Hub only.
 */
final class Elsewhere {
    private final Cluster cluster;

    Elsewhere(Cluster cluster) {
        this.cluster = cluster;
    }

    /**
     * Those that the nodes tell of; each cid once. Fails where nodes have members of the group, and none of them answers in time.
     *
     * @param own those that have come to this node meanwhile. Looked at in the turn in which the others are asked: who moves between two
     *     nodes is told of by one of them at least
     */
    Future<List<Member>> members(Group group, UserId user, Supplier<List<Member>> own) {
        Buffer question = encode(new BackendStep.MembersAsked(group, user.id()));
        return cluster.withMembers(group, user).compose(nodes -> ask(nodes, question, user, own.get()));
    }

    private Future<List<Member>> ask(List<NodeRef> nodes, Buffer question, UserId user, List<Member> own) {
        if (nodes.isEmpty()) {
            return Future.succeededFuture(own);
        }
        List<Future<List<Member>>> answers = nodes.stream()
                .map(node -> cluster.ask(node, question).compose(answer -> decode(answer, user)))
                .toList();
        return Future.join(answers).transform(done -> {
            List<List<Member>> told = new ArrayList<>(answers.size() + 1);
            answers.stream().filter(Future::succeeded).map(Future::result).forEach(told::add);
            if (told.isEmpty()) {
                return Future.failedFuture(new UnavailableException("no node of the group has answered in time"));
            }
            told.add(own);
            return Future.succeededFuture(once(told));
        });
    }

    /** One that is on its way from one node to another may be told of by both. */
    private static List<Member> once(List<List<Member>> told) {
        List<Member> members = new ArrayList<>(1);
        for (Member member : told.stream().flatMap(List::stream).toList()) {
            if (members.stream().noneMatch(other -> other.cid().equals(member.cid()))) {
                members.add(member);
            }
        }
        return members;
    }

    private static Future<List<Member>> decode(Buffer answer, UserId user) {
        try {
            return EnvelopeCodec.decode(answer) instanceof Envelope.OfBackend(BackendStep.MembersFound found)
                    ? Future.succeededFuture(found.members().stream()
                            .map(member -> new Member(member.cid(), user, member.meta()))
                            .toList())
                    : Future.failedFuture("another node's answer is none");
        } catch (EnvelopeException notOurs) {
            return Future.failedFuture(notOurs);
        }
    }

    static Buffer encode(Tenant tenant, List<Member> members) {
        return encode(new BackendStep.MembersFound(
                tenant,
                members.stream()
                        .map(member -> new BackendStep.Found(member.cid(), member.meta()))
                        .toList()));
    }

    private static Buffer encode(BackendStep step) {
        return EnvelopeCodec.encode(new Envelope.OfBackend(step));
    }
}
