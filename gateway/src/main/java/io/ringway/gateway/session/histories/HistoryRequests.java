package io.ringway.gateway.session.histories;

import io.ringway.cluster.Cluster;
import io.ringway.cluster.Group;
import io.ringway.cluster.GroupView;
import io.ringway.cluster.UnavailableException;
import io.ringway.gateway.auth.Action;
import io.ringway.gateway.history.Draft;
import io.ringway.gateway.history.Outcome;
import io.ringway.gateway.history.Page;
import io.ringway.gateway.history.Query;
import io.ringway.gateway.hooks.Doorkeeper;
import io.ringway.gateway.hooks.Question;
import io.ringway.gateway.protocol.Command;
import io.ringway.gateway.protocol.Content;
import io.ringway.gateway.protocol.ErrorCode;
import io.ringway.gateway.protocol.Event;
import io.ringway.gateway.protocol.Position;
import io.ringway.gateway.protocol.Sender;
import io.ringway.gateway.session.Session;
import io.ringway.gateway.webhooks.Witness;
import io.vertx.core.Future;
import java.util.List;

/** What is asked of groups with a history: to publish, and to read. Hub only. */
public final class HistoryRequests {
    private static final String UNKNOWN = "it is not known whether the message was kept";
    private static final String CONFLICT = "this key was used for another message";

    private final Cluster cluster;
    private final GroupHistories histories;
    private final Witness witness;
    private final Doorkeeper doorkeeper;

    public HistoryRequests(Cluster cluster, GroupHistories histories, Witness witness, Doorkeeper doorkeeper) {
        this.cluster = cluster;
        this.histories = histories;
        this.witness = witness;
        this.doorkeeper = doorkeeper;
    }

    public boolean covers(Group group) {
        return histories.covers(group);
    }

    /**
     * The result comes when the message is kept, behind what stands before it in the group.
     *
     * @param placed run when it is kept, also where it was before
     */
    public void publish(Session session, Group group, Command.Publish command, Runnable placed) {
        Draft draft = new Draft(session.sender(), command.content(), command.key());
        histories.publish(group, draft).onSuccess(outcome -> {
            switch (outcome) {
                case Outcome.Placed(Position position) -> {
                    placed.run();
                    witness.said(group, draft.from(), draft.content(), position);
                    session.tell(new Event.Delivered(command.id(), size(group, 1) - 1, position.offset(), 0));
                }
                case Outcome.Conflict conflict -> session.fail(command, ErrorCode.IDEMPOTENCY_CONFLICT, CONFLICT);
                case Outcome.Unknown unknown -> session.fail(command, ErrorCode.UNAVAILABLE, UNKNOWN);
            }
        });
    }

    private int size(Group group, int otherwise) {
        GroupView view = cluster.view(group);
        return view == null ? otherwise : view.size();
    }

    /** For the app's backend; completes with how many members the group has. */
    public Future<Integer> announce(Group group, Sender from, Content content, String key) {
        Draft draft = new Draft(from, content, key);
        return histories.publish(group, draft).compose(outcome -> {
            if (!(outcome instanceof Outcome.Placed(Position position))) {
                return Future.failedFuture(new UnavailableException(UNKNOWN));
            }
            witness.said(group, draft.from(), draft.content(), position);
            return members(group);
        });
    }

    private Future<Integer> members(Group group) {
        return cluster.view(group) != null
                ? Future.succeededFuture(size(group, 0))
                : cluster.roster(group).map(List::size).otherwise(0);
    }

    /** Who may be in a group may read what was said there; where the app's backend decides on joins, who is in it. */
    public void read(Session session, Command.History command) {
        Group group = session.group(command.group());
        boolean mayRead = session.groups().containsKey(command.group())
                || (!doorkeeper.asks(Question.Kind.JOIN)
                        && session.principal().grants().allows(Action.JOIN, command.group()));
        if (!mayRead) {
            session.fail(command, ErrorCode.FORBIDDEN, "the token does not allow joining this group");
        } else if (!histories.covers(group)) {
            session.fail(command, ErrorCode.NOT_FOUND, "this group keeps no messages");
        } else {
            session.answer(command, histories.read(group, query(command)), page -> page(command, page));
        }
    }

    private static Query query(Command.History command) {
        return command.isAfter()
                ? new Query.After(command.offset(), command.limit())
                : new Query.Before(command.offset(), command.limit());
    }

    private static Event page(Command.History command, Page page) {
        return new Event.HistoryPage(command.id(), command.group(), page.head(), page.messages(), page.more());
    }
}
