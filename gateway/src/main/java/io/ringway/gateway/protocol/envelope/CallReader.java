package io.ringway.gateway.protocol.envelope;

import io.ringway.cluster.Bytes;
import io.ringway.cluster.Cid;
import io.ringway.cluster.Tenant;
import io.ringway.gateway.protocol.BusyPolicy;
import io.ringway.gateway.protocol.CallId;
import io.ringway.gateway.protocol.CallRule;
import io.ringway.gateway.protocol.Event;
import io.ringway.gateway.protocol.RingOptions;
import io.ringway.gateway.protocol.Sender;
import io.ringway.gateway.protocol.Signal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads what {@link CallWriter} writes. Record components are read in the order they are declared in. */
final class CallReader {
    private final ByteReader in;
    private final PartyReader parties;

    CallReader(Tenant tenant, ByteReader in) {
        this.in = in;
        this.parties = new PartyReader(tenant, in);
    }

    CallId call() throws EnvelopeException {
        return new CallId(in.cid());
    }

    Event.OfCall event(CallId call) throws EnvelopeException {
        return switch (in.u8()) {
            case Wire.INCOMING ->
                new Event.Incoming(
                        call, parties.sender(), offer(), in.bytes(), in.i64(), in.flag(), in.flag(), in.flag());
            case Wire.ACCEPTED -> new Event.Accepted(call, parties.sender());
            case Wire.SIGNALLED -> new Event.Signalled(call, parties.sender(), signal());
            case Wire.WAITING -> new Event.Waiting(call);
            case Wire.SIGNAL_REFUSED -> new Event.SignalRefused(call);
            case Wire.MERGED -> new Event.Merged(call, call(), parties.sender());
            case Wire.PEER_SUSPECT -> new Event.PeerSuspect(call, parties.sender());
            case Wire.PEER_BACK -> new Event.PeerBack(call, parties.sender());
            case Wire.MOVED -> new Event.Moved(call, parties.sender());
            case Wire.TAKEN -> new Event.Taken(call, parties.sender(), in.flag());
            case Wire.CLOSED -> new Event.Closed(call, in.oneOf(Wire.REASONS), in.optional(parties::sender), in.i64());
            default -> throw new EnvelopeException("an unknown call event");
        };
    }

    CallStep step() throws EnvelopeException {
        return switch (in.u8()) {
            case Wire.ACCEPT -> new CallStep.Accept(answer(), in.flag(), in.optional(this::call));
            case Wire.RELAY -> new CallStep.Relay(signal());
            case Wire.HANGUP -> new CallStep.Hangup(in.flag(), in.flag());
            case Wire.GONE -> new CallStep.Gone();
            case Wire.ALIVE -> new CallStep.Alive();
            case Wire.MOVE -> new CallStep.Move(in.cid());
            case Wire.SUSPECT -> new CallStep.Suspect();
            case Wire.BACK -> new CallStep.Back();
            case Wire.GRACE -> new CallStep.Grace(in.i64());
            case Wire.CLEARED -> new CallStep.Cleared(in.i32());
            case Wire.WAITS -> new CallStep.Waits();
            case Wire.DEPOSED -> new CallStep.Deposed(tenure());
            default -> throw new EnvelopeException("an unknown call step");
        };
    }

    private Signal.@Nullable Offer offer() throws EnvelopeException {
        Bytes json = in.bytes();
        return json.isEmpty() ? null : new Signal.Offer(json);
    }

    private Signal.@Nullable Answer answer() throws EnvelopeException {
        Bytes json = in.bytes();
        return json.isEmpty() ? null : new Signal.Answer(json);
    }

    private Signal signal() throws EnvelopeException {
        int kind = in.u8();
        Bytes json = in.bytes();
        return switch (kind) {
            case Wire.OFFER -> new Signal.Offer(json);
            case Wire.ANSWER -> new Signal.Answer(json);
            case Wire.CANDIDATE -> new Signal.Candidate(json);
            case Wire.CANDIDATES -> new Signal.Candidates(json);
            case Wire.ROLLBACK -> new Signal.Rollback(json);
            default -> throw new EnvelopeException("an unknown signal");
        };
    }

    CallRule rule() throws EnvelopeException {
        return switch (in.u8()) {
            case Wire.RULE_ON_BUSY -> new CallRule.OnBusy(policy(), in.i64());
            case Wire.RULE_BLOCKS -> new CallRule.Blocks(in.name(), in.flag(), in.i64());
            default -> throw new EnvelopeException("an unknown rule");
        };
    }

    private @Nullable BusyPolicy policy() throws EnvelopeException {
        return in.optional(() -> in.oneOf(Wire.POLICIES));
    }

    CallHandover handover() throws EnvelopeException {
        return new CallHandover(in.node(), in.list(this::carried), in.list(this::ended), filed(), in.list(this::owned));
    }

    private CallHandover.Filed filed() throws EnvelopeException {
        return new CallHandover.Filed(
                in.flag(),
                in.list(in::cid),
                in.list(() -> new CallHandover.Alias(in.cid(), in.cid())),
                in.list(() -> new CallHandover.GivenUp(call(), in.cid())));
    }

    private CallHandover.Carried carried() throws EnvelopeException {
        return new CallHandover.Carried(leg(), in.flag(), in.flag());
    }

    CallHandover.Part leg() throws EnvelopeException {
        CallId call = call();
        Cid local = in.cid();
        boolean outgoing = in.flag();
        return new CallHandover.Part(
                call,
                local,
                outgoing,
                in.optional(parties::user),
                in.optional(in::cid),
                in.optional(in::cid),
                in.flag(),
                in.flag(),
                in.i64(),
                tenure(),
                in.optional(this::head));
    }

    private CallHandover.Head head() throws EnvelopeException {
        return new CallHandover.Head(
                in.name(), in.optional(in::text), in.i32(), in.i64(), in.i64(), in.optional(in::cid));
    }

    private Tenure tenure() throws EnvelopeException {
        return new Tenure(in.node(), in.i32());
    }

    private CallHandover.Ended ended() throws EnvelopeException {
        return new CallHandover.Ended(call(), in.flag());
    }

    CallHandover.Owned owned() throws EnvelopeException {
        CallId call = call();
        Sender caller = parties.connection();
        Recipient target = parties.recipient();
        Sender callee = in.optional(parties::sender);
        Bytes data = in.bytes();
        List<Signal> kept = in.list(this::signal);
        return new CallHandover.Owned(
                call, caller, target, callee, data, kept, progress(), head(), ring(), in.list(this::suspect));
    }

    private CallHandover.Progress progress() throws EnvelopeException {
        return new CallHandover.Progress(in.oneOf(Wire.STAGES), in.i64(), in.i64(), in.i32(), in.list(this::former));
    }

    private CallHandover.Former former() throws EnvelopeException {
        return new CallHandover.Former(in.cid(), in.flag(), in.i64());
    }

    private CallHandover.Ring ring() throws EnvelopeException {
        long leftMs = in.i64();
        RingOptions options = new RingOptions(in.i64(), policy());
        return new CallHandover.Ring(
                leftMs,
                options,
                in.flag(),
                in.flag(),
                in.flag(),
                in.flag(),
                in.i32(),
                in.list(in::cid),
                in.list(in::cid));
    }

    private CallHandover.Suspect suspect() throws EnvelopeException {
        return new CallHandover.Suspect(in.cid(), in.i64());
    }
}
