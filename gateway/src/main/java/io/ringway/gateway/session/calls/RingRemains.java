package io.ringway.gateway.session.calls;

import io.ringway.cluster.Cid;
import io.ringway.cluster.Tenant;
import io.ringway.gateway.calls.CallTarget;
import io.ringway.gateway.protocol.CallHead;
import io.ringway.gateway.protocol.Event;
import io.ringway.gateway.protocol.RingOptions;
import io.ringway.gateway.protocol.envelope.CallHandover;
import io.ringway.gateway.protocol.envelope.Recipient;
import java.util.List;

/** What there is of a ring without its owner, from what others were told of it. Its offer the owner alone knows. */
final class RingRemains {
    private RingRemains() {}

    /**
     * A ring in the form in which it goes to its next owner.
     *
     * @param declinedOn the connections that are known to have declined it for themselves
     * @param now in milliseconds; {@code heard.until} is measured by the same clock
     */
    static CallHandover.Owned of(Heard heard, Tenant tenant, CallHead head, int term, List<Cid> declinedOn, long now) {
        Event.Incoming ring = heard.ring;
        return new CallHandover.Owned(
                ring.call(),
                ring.caller(),
                switch (heard.target) {
                    case CallTarget.Connection(var cid) -> new Recipient.Connection(tenant, cid);
                    case CallTarget.User(var user) -> new Recipient.User(user);
                },
                null,
                ring.data(),
                List.of(),
                CallHandover.Progress.ringing(term),
                CallHandover.Head.of(head, now),
                new CallHandover.Ring(
                        Math.max(0, heard.until - now),
                        RingOptions.DEFAULTS,
                        ring.merges(),
                        !ring.merges(),
                        true,
                        false,
                        CallHandover.Ring.OTHERS_TOO,
                        List.of(),
                        declinedOn),
                List.of());
    }

    /** @param until when it is over by itself, in milliseconds */
    record Heard(CallTarget target, Event.Incoming ring, long until) {
        static Heard of(CallHandover.Owned ring, long now) {
            return new Heard(
                    targetOf(ring),
                    new Event.Incoming(
                            ring.call(),
                            ring.caller(),
                            null,
                            ring.data(),
                            ring.ring().leftMs(),
                            false,
                            ring.ring().merges()),
                    now + ring.ring().leftMs());
        }
    }

    private static CallTarget targetOf(CallHandover.Owned ring) {
        return switch (ring.target()) {
            case Recipient.Connection(var tenant, var cid) -> new CallTarget.Connection(cid);
            case Recipient.User(var user) -> new CallTarget.User(user);
        };
    }

    /**
     * As it is after so long, for connections that are lost and may come back within the given time.
     *
     * @param rung how many hear it; {@link CallHandover.Ring#OTHERS_TOO} where others may than those that are missing
     */
    static CallHandover.Owned awaiting(
            CallHandover.Owned ring, long leftMs, long passedMs, List<CallHandover.Suspect> missing, int rung) {
        CallHandover.Ring of = ring.ring();
        CallHandover.Head head = ring.head();
        return new CallHandover.Owned(
                ring.call(),
                ring.caller(),
                ring.target(),
                ring.callee(),
                ring.data(),
                ring.kept(),
                ring.progress(),
                new CallHandover.Head(
                        head.caller(),
                        head.callee(),
                        head.dataBytes(),
                        head.beganAgo() + passedMs,
                        head.answeredAgo(),
                        head.device()),
                new CallHandover.Ring(
                        leftMs,
                        of.options(),
                        of.merges(),
                        of.tied(),
                        of.sent(),
                        of.muted(),
                        rung,
                        of.silenced(),
                        of.declinedOn()),
                missing);
    }
}
