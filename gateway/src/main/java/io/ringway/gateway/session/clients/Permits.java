package io.ringway.gateway.session.clients;

import io.ringway.cluster.Cid;
import io.ringway.gateway.auth.Action;
import io.ringway.gateway.auth.Grants;
import io.ringway.gateway.auth.Principal;
import io.ringway.gateway.hooks.Answer;
import io.ringway.gateway.hooks.Doorkeeper;
import io.ringway.gateway.hooks.Question;
import io.ringway.gateway.protocol.Command;
import io.ringway.gateway.protocol.Signal;
import io.ringway.gateway.session.Session;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/** What of the commands of a session the app's backend is asked about, and what its answer makes of them. Hub only. */
public final class Permits {
    private final Doorkeeper doorkeeper;
    private final BiPredicate<Session, Cid> begins;

    /** @param begins whether an offer to this connection would begin a call */
    public Permits(Doorkeeper doorkeeper, BiPredicate<Session, Cid> begins) {
        this.doorkeeper = doorkeeper;
        this.begins = begins;
    }

    public Doorkeeper doorkeeper() {
        return doorkeeper;
    }

    /** What to ask first; null where nothing is, or where the command is refused anyway. */
    public @Nullable Question question(Session session, Command command) {
        return switch (command) {
            case Command.Join join -> join(session, join.group());
            case Command.Switch target when target.group() != null -> join(session, target.group());
            case Command.CallUser call -> call(session, call.userId());
            case Command.CallCid call -> call(session, call.cid().toString());
            case Command.PeerSignal signal
            when signal.signal() instanceof Signal.Offer && begins.test(session, signal.peer()) ->
                call(session, signal.peer().toString());
            default -> null;
        };
    }

    private @Nullable Question join(Session session, String group) {
        boolean isAsked = doorkeeper.asks(Question.Kind.JOIN)
                && !session.groups().containsKey(group)
                && session.principal().grants().allows(Action.JOIN, group);
        return isAsked ? new Question(Question.Kind.JOIN, session.user(), session.cid(), group) : null;
    }

    private @Nullable Question call(Session session, String callee) {
        boolean isAsked = doorkeeper.asks(Question.Kind.CALL)
                && session.principal().grants().allows(Action.CALL);
        return isAsked ? new Question(Question.Kind.CALL, session.user(), session.cid(), callee) : null;
    }

    /** The command as the backend wants it; the session gets the grants it was given. */
    public Command allowed(Session session, Command command, Answer answer) {
        session.principal(with(session.principal(), answer));
        if (answer.meta() == null) {
            return command;
        }
        return switch (command) {
            case Command.Join join ->
                new Command.Join(join.id(), join.group(), answer.meta(), join.suspects(), join.since());
            case Command.Switch target -> new Command.Switch(target.id(), target.group(), answer.meta());
            default -> command;
        };
    }

    public static Principal with(Principal principal, Answer answer) {
        Grants given = answer.grants();
        return given == null
                ? principal
                : new Principal(
                        principal.user(),
                        // What the token keeps from being seen is not for a hook to show.
                        principal.grants().relayOnly() ? given.throughRelaysOnly() : given,
                        principal.expiresAtMillis(),
                        principal.turn(),
                        principal.passing(),
                        principal.key(),
                        principal.profile());
    }
}
