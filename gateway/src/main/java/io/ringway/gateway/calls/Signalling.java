package io.ringway.gateway.calls;

import io.ringway.gateway.calls.Effect.Tell;
import io.ringway.gateway.protocol.Event;
import io.ringway.gateway.protocol.Sender;
import io.ringway.gateway.protocol.Signal;
import java.util.List;

/** Signals from one of the two of a call to the other, a part of {@link CallCore}. */
final class Signalling {
    private Signalling() {}

    /** Who has answered is given what the caller has said before. */
    static void flush(Call call, Sender winner, boolean hasOffer, List<Effect> out) {
        boolean skipOffer = hasOffer;
        for (Signal signal : call.kept) {
            if (skipOffer && signal instanceof Signal.Offer) {
                skipOffer = false;
                continue;
            }
            pass(call, call.caller, winner, signal, out);
        }
        call.kept.clear();
    }

    /** Who has moved makes an offer, and is answered: either side may be the one that does. */
    static void relay(Call call, Sender from, Sender to, Signal signal, long now, List<Effect> out) {
        if (signal instanceof Signal.Answer) {
            call.connected(now);
        }
        pass(call, from, to, signal, out);
    }

    private static void pass(Call call, Sender from, Sender to, Signal signal, List<Effect> out) {
        if (to.cid() != null) {
            out.add(new Tell(call.tenant(), to.cid(), new Event.Signalled(call.id, from, signal)));
        }
    }
}
