package io.ringway.gateway.session.calls;

import io.ringway.cluster.UserId;
import io.ringway.gateway.calls.CallInput;
import io.ringway.gateway.calls.Leg;
import io.ringway.gateway.calls.Legs;
import io.ringway.gateway.protocol.CloseReason;
import io.ringway.gateway.protocol.Event;
import io.ringway.gateway.protocol.Sender;
import io.ringway.gateway.protocol.envelope.CallStep;
import io.ringway.gateway.session.Session;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Of two calls that cross, and of which one client has no words for a merge, both ring until one is answered: whoever answers it gives up
 * its own. {@link CallDelivery} sees to the others. Hub only.
 */
final class CrossedCalls {
    private final Calling calling;
    private final Legs legs;

    CrossedCalls(Calling calling, Legs legs) {
        this.calling = calling;
        this.legs = legs;
    }

    /**
     * A connection of this node asks to accept. A client that has one name for both calls has one peer connection for both, too, with
     * which it has answered: its own call cannot go on, even if the other one does not either.
     */
    void answering(Session session, Leg leg) {
        Leg own = own(session, leg);
        if (own != null && Objects.equals(own.peerOnWire(), leg.peerOnWire())) {
            giveUp(session, own, leg);
        }
    }

    /**
     * The owner of a call says that this connection is the one that has answered it. Not before does it give up a call that could go on:
     * where each of the two answers the other's at the same time, none would be left. Nor later: it may say so again at any time, and by then
     * this connection may ring other devices of the same user.
     *
     * @param known the leg as it was before the owner said so; null where there was none
     * @param leg as it is
     */
    void answered(Session session, @Nullable Leg known, Leg leg) {
        boolean isNews = known == null || !(known.confirmed() || known.isTaking());
        Leg own = isNews && leg.confirmed() && !leg.outgoing() ? own(session, leg) : null;
        if (own != null) {
            giveUp(session, own, leg);
        }
    }

    private @Nullable Leg own(Session session, Leg leg) {
        UserId user = leg.peerUser();
        return user == null ? null : legs.crossed(session.cid(), new Sender(user, leg.peer()));
    }

    private void giveUp(Session session, Leg own, Leg instead) {
        legs.giveUp(own, instead);
        if (calling.core().isRinging(own.call())) {
            calling.run(new CallInput.Yield(own.call()));
        } else {
            calling.step(own, session.sender(), new CallStep.Hangup(false));
        }
        if (session.dialect().namesCalls()) {
            session.tell(new Event.Closed(own.call(), CloseReason.CANCELLED, session.sender()));
        }
    }
}
