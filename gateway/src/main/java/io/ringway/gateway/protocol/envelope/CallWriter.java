package io.ringway.gateway.protocol.envelope;

import io.ringway.cluster.Bytes;
import io.ringway.cluster.Tenant;
import io.ringway.gateway.protocol.CallId;
import io.ringway.gateway.protocol.CallRule;
import io.ringway.gateway.protocol.Event;
import io.ringway.gateway.protocol.Signal;
import org.jspecify.annotations.Nullable;

/** Writes what is said of calls. */
final class CallWriter {
    private final ByteWriter out;
    private final PartyWriter parties;

    CallWriter(Tenant tenant, ByteWriter out) {
        this.out = out;
        this.parties = new PartyWriter(tenant, out);
    }

    void call(CallId call) {
        out.cid(call.value());
    }

    void event(Event.OfCall event) {
        switch (event) {
            case Event.Incoming e -> {
                out.u8(Wire.INCOMING);
                parties.sender(e.caller());
                description(e.offer());
                out.bytes(e.data())
                        .i64(e.ringMs())
                        .flag(e.waiting())
                        .flag(e.merges())
                        .flag(e.starts());
            }
            case Event.Accepted e -> {
                out.u8(Wire.ACCEPTED);
                parties.sender(e.callee());
            }
            case Event.Signalled e -> {
                out.u8(Wire.SIGNALLED);
                parties.sender(e.from());
                signal(e.signal());
            }
            case Event.Waiting e -> out.u8(Wire.WAITING);
            case Event.SignalRefused e -> out.u8(Wire.SIGNAL_REFUSED);
            case Event.Merged e -> {
                out.u8(Wire.MERGED);
                call(e.into());
                parties.sender(e.peer());
            }
            case Event.PeerSuspect e -> {
                out.u8(Wire.PEER_SUSPECT);
                parties.sender(e.peer());
            }
            case Event.PeerBack e -> {
                out.u8(Wire.PEER_BACK);
                parties.sender(e.peer());
            }
            case Event.Moved e -> {
                out.u8(Wire.MOVED);
                parties.sender(e.peer());
            }
            case Event.Taken e -> {
                out.u8(Wire.TAKEN);
                parties.sender(e.peer());
                out.flag(e.polite());
            }
            case Event.Closed e ->
                out.u8(Wire.CLOSED)
                        .u8(Wire.code(e.reason()))
                        .optional(e.by(), parties::sender)
                        .i64(e.durationMs());
        }
    }

    void step(CallStep step) {
        switch (step) {
            case CallStep.Accept(var answer, var hasOffer, var instead) -> {
                out.u8(Wire.ACCEPT);
                description(answer);
                out.flag(hasOffer).optional(instead, this::call);
            }
            case CallStep.Relay(var signal) -> {
                out.u8(Wire.RELAY);
                signal(signal);
            }
            case CallStep.Hangup(var thisDeviceOnly, var failed) ->
                out.u8(Wire.HANGUP).flag(thisDeviceOnly).flag(failed);
            case CallStep.Gone() -> out.u8(Wire.GONE);
            case CallStep.Alive() -> out.u8(Wire.ALIVE);
            case CallStep.Move(var to) -> out.u8(Wire.MOVE).cid(to);
            case CallStep.Suspect() -> out.u8(Wire.SUSPECT);
            case CallStep.Back() -> out.u8(Wire.BACK);
            case CallStep.Grace(var millis) -> out.u8(Wire.GRACE).i64(millis);
            case CallStep.Cleared(var busy) -> out.u8(Wire.CLEARED).i32(busy);
            case CallStep.Waits() -> out.u8(Wire.WAITS);
            case CallStep.Deposed(var by) -> {
                out.u8(Wire.DEPOSED);
                tenure(by);
            }
        }
    }

    /** A description that may be missing: none has no bytes. */
    private void description(@Nullable Signal signal) {
        out.bytes(signal == null ? Bytes.EMPTY : signal.json());
    }

    void signal(Signal signal) {
        int kind = switch (signal) {
            case Signal.Offer offer -> Wire.OFFER;
            case Signal.Answer answer -> Wire.ANSWER;
            case Signal.Candidate candidate -> Wire.CANDIDATE;
            case Signal.Candidates candidates -> Wire.CANDIDATES;
            case Signal.Rollback rollback -> Wire.ROLLBACK;
        };
        out.u8(kind).bytes(signal.json());
    }

    void rule(CallRule rule) {
        switch (rule) {
            case CallRule.OnBusy(var policy, var stamp) ->
                out.u8(Wire.RULE_ON_BUSY)
                        .optional(policy, known -> out.u8(Wire.code(known)))
                        .i64(stamp);
            case CallRule.Blocks(var userId, var blocked, var stamp) ->
                out.u8(Wire.RULE_BLOCKS).text(userId).flag(blocked).i64(stamp);
        }
    }

    void handover(CallHandover handover) {
        out.node(handover.from()).list(handover.parts(), this::carried);
        out.list(handover.ended(), this::ended);
        filed(handover.filed());
        out.list(handover.calls(), this::owned);
    }

    private void filed(CallHandover.Filed filed) {
        out.flag(filed.anybody()).list(filed.unanswered(), out::cid);
        out.list(filed.aliases(), alias -> out.cid(alias.name()).cid(alias.caller()));
        out.list(filed.givenUp(), one -> {
            call(one.call());
            out.cid(one.name());
        });
    }

    private void carried(CallHandover.Carried carried) {
        leg(carried.part());
        out.flag(carried.peerLost()).flag(carried.hungUp());
    }

    void leg(CallHandover.Part leg) {
        call(leg.call());
        out.cid(leg.local()).flag(leg.outgoing());
        out.optional(leg.peerUser(), parties::user).optional(leg.peer(), out::cid);
        out.optional(leg.peerOnWire(), out::cid).flag(leg.accepted()).flag(leg.confirmed());
        out.i64(leg.answeredAgo());
        tenure(leg.tenure());
        out.optional(leg.head(), this::head);
    }

    private void head(CallHandover.Head head) {
        out.text(head.caller()).optional(head.callee(), out::text).i32(head.dataBytes());
        out.i64(head.beganAgo()).i64(head.answeredAgo()).optional(head.device(), out::cid);
    }

    private void tenure(Tenure tenure) {
        out.node(tenure.owner()).i32(tenure.term());
    }

    private void ended(CallHandover.Ended ended) {
        call(ended.call());
        out.flag(ended.tookPart());
    }

    void owned(CallHandover.Owned owned) {
        call(owned.call());
        parties.sender(owned.caller());
        parties.recipient(owned.target());
        out.optional(owned.callee(), parties::sender).bytes(owned.data()).list(owned.kept(), this::signal);
        progress(owned.progress());
        head(owned.head());
        ring(owned.ring());
        out.list(owned.suspects(), one -> out.cid(one.party()).i64(one.leftMs()));
    }

    private void progress(CallHandover.Progress progress) {
        out.u8(Wire.code(progress.stage())).i64(progress.answeredAgo());
        out.i64(progress.connectedAgo()).i32(progress.term());
        out.list(
                progress.former(),
                one -> out.cid(one.device()).flag(one.outgoing()).i64(one.takenAgo()));
    }

    private void ring(CallHandover.Ring ring) {
        out.i64(ring.leftMs()).i64(ring.options().timeoutMs());
        out.optional(ring.options().onBusy(), policy -> out.u8(Wire.code(policy)));
        out.flag(ring.merges())
                .flag(ring.tied())
                .flag(ring.sent())
                .flag(ring.muted())
                .i32(ring.heardBy());
        out.list(ring.silenced(), out::cid).list(ring.declinedOn(), out::cid);
    }
}
