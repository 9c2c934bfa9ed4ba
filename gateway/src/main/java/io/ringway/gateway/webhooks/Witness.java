package io.ringway.gateway.webhooks;

import io.ringway.cluster.Cid;
import io.ringway.cluster.Group;
import io.ringway.cluster.LeaveReason;
import io.ringway.cluster.Member;
import io.ringway.cluster.NodeRef;
import io.ringway.gateway.calls.CallMoment;
import io.ringway.gateway.calls.CallObserver;
import io.ringway.gateway.protocol.Content;
import io.ringway.gateway.protocol.Position;
import io.ringway.gateway.protocol.Sender;
import io.vertx.core.Future;
import org.jspecify.annotations.Nullable;

/** Is told what happens on this node, after it has happened. Called on the hub; must neither block nor throw. */
public interface Witness extends CallObserver {
    /** A connection of this node is in a group, perhaps since long. */
    void entered(Group group, Member member);

    /** It is so no longer, if it was; {@link LeaveReason#MOVED} where another node has it. */
    void exited(Group group, Cid cid, LeaveReason reason);

    /** Another node says that it has a connection, and this one has just let go of it, if it had it. */
    void adopted(Cid cid, NodeRef by);

    /**
     * Somebody at this node said something in a group.
     *
     * @param at its place in the group's history, by which a second telling of it is known; null where there is none
     */
    void said(Group group, Sender from, Content content, @Nullable Position at);

    /** Another node has written something that this one is to tell. */
    void news(String line);

    void nodeDown(NodeRef node);

    /** Completes when what happened so far is written down, or is given up. */
    Future<Void> settled();

    /** Whoever sees nothing, at no cost. */
    Witness NOBODY = new Witness() {
        @Override
        public void entered(Group group, Member member) {}

        @Override
        public void exited(Group group, Cid cid, LeaveReason reason) {}

        @Override
        public void adopted(Cid cid, NodeRef by) {}

        @Override
        public void said(Group group, Sender from, Content content, @Nullable Position at) {}

        @Override
        public void on(CallMoment moment) {}

        @Override
        public void news(String line) {}

        @Override
        public void nodeDown(NodeRef node) {}

        @Override
        public Future<Void> settled() {
            return Future.succeededFuture();
        }
    };
}
