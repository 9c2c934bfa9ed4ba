package io.ringway.gateway.session.groups;

import io.ringway.cluster.Group;
import io.ringway.gateway.auth.Action;
import io.ringway.gateway.protocol.Command;
import io.ringway.gateway.protocol.ErrorCode;
import io.ringway.gateway.protocol.Event;
import io.ringway.gateway.session.GroupRefusal;
import io.ringway.gateway.session.NotFound;
import io.ringway.gateway.session.Session;
import io.vertx.core.Future;
import java.util.function.Function;

/** What members ask of the state of their groups: all may read it, and change it who may publish. Hub only. */
public final class StateRequests {
    private static final String UNKNOWN = "it is not known whether the state was kept";

    private final GroupStates states;

    public StateRequests(GroupStates states) {
        this.states = states;
    }

    public void receive(Session session, Command.OfState command) {
        Group group = session.group(command.group());
        if (!session.groups().containsKey(command.group())) {
            session.fail(command, ErrorCode.NOT_JOINED, "join the group first");
        } else if (command instanceof Command.ReadState read) {
            session.tell(new Event.State(read.id(), read.group(), states.all(group)));
        } else if (!session.principal().grants().allows(Action.PUBLISH, command.group())) {
            session.fail(command, ErrorCode.FORBIDDEN, "the token does not allow publishing to this group");
        } else {
            change(session, group, command);
        }
    }

    private void change(Session session, Group group, Command.OfState command) {
        switch (command) {
            case Command.SetState set ->
                answer(
                        session,
                        set,
                        states.set(group, set.key(), set.value(), set.ttlMillis(), set.isOwn() ? session.cid() : null),
                        entry -> new Event.StateSaved(set.id(), entry.version()));
            case Command.DeleteState delete ->
                answer(
                        session,
                        delete,
                        states.delete(group, delete.key()),
                        version -> new Event.StateSaved(delete.id(), version));
            case Command.ReadState read -> throw new IllegalArgumentException("reading changes nothing");
        }
    }

    private static <T> void answer(Session session, Command command, Future<T> change, Function<T, Event> event) {
        change.onSuccess(result -> session.tell(event.apply(result))).onFailure(failure -> {
            switch (failure) {
                case GroupRefusal refusal ->
                    session.fail(command, refusal.code(), String.valueOf(refusal.getMessage()));
                case NotFound none -> session.fail(command, ErrorCode.NOT_FOUND, "the group has no such key");
                default -> session.fail(command, ErrorCode.UNAVAILABLE, UNKNOWN);
            }
        });
    }
}
