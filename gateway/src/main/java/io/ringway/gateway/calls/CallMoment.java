package io.ringway.gateway.calls;

import io.ringway.cluster.Tenant;
import io.ringway.gateway.protocol.CallId;
import io.ringway.gateway.protocol.CloseReason;
import io.ringway.gateway.protocol.Event;
import io.ringway.gateway.protocol.Sender;
import org.jspecify.annotations.Nullable;

/** Something that has happened in a call, told once by the node that owns the call, where not said otherwise. */
public sealed interface CallMoment {
    CallId call();

    Tenant tenant();

    /** It rings from now on, or finds out that it cannot. */
    record Began(CallId call, Sender caller, CallTarget target, int dataBytes) implements CallMoment {
        @Override
        public Tenant tenant() {
            return caller.user().tenant();
        }
    }

    /** @param devices how many connections it rings on; {@link Integer#MAX_VALUE} where that is not known */
    record Rang(CallId call, Tenant tenant, int devices) implements CallMoment {}

    /** A callee's connection rings, as its node has confirmed; may be told again and again. */
    record Ringing(CallId call, Sender device) implements CallMoment {
        @Override
        public Tenant tenant() {
            return device.user().tenant();
        }
    }

    record Answered(CallId call, Sender device) implements CallMoment {
        @Override
        public Tenant tenant() {
            return device.user().tenant();
        }
    }

    /** A party's connection is lost, and the call goes on without it. */
    record Suspect(CallId call, Sender party) implements CallMoment {
        @Override
        public Tenant tenant() {
            return party.user().tenant();
        }
    }

    record Back(CallId call, Sender party) implements CallMoment {
        @Override
        public Tenant tenant() {
            return party.user().tenant();
        }
    }

    /** A party goes on with another device. */
    record Moved(CallId call, Sender to) implements CallMoment {
        @Override
        public Tenant tenant() {
            return to.user().tenant();
        }
    }

    /**
     * It is over. May be told more than once, and by another node where the owner is lost.
     *
     * @param hidden whether the callee is not to know that it was called
     */
    record Ended(
            CallId call,
            Tenant tenant,
            CloseReason reason,
            @Nullable Sender by,
            boolean hidden) implements CallMoment {}

    /** What the parties are told, as a moment; null where it is none. */
    static @Nullable CallMoment of(Effect effect) {
        return switch (effect) {
            case Effect.Tell(var tenant, var to, var event) -> of(tenant, event);
            case Effect.TellUser(var user, var event) -> of(user.tenant(), event);
            case Effect.Refused refused -> null;
        };
    }

    private static @Nullable CallMoment of(Tenant tenant, Event.OfCall event) {
        return switch (event) {
            case Event.Accepted accepted -> new Answered(accepted.call(), accepted.callee());
            // For the devices that did not answer; the call goes on.
            case Event.Closed closed when closed.reason() == CloseReason.ANSWERED_ELSEWHERE -> null;
            case Event.Closed closed -> new Ended(closed.call(), tenant, closed.reason(), closed.by(), false);
            case Event.Incoming incoming -> null;
            case Event.Signalled signalled -> null;
        };
    }
}
