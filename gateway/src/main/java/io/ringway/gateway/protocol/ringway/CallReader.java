package io.ringway.gateway.protocol.ringway;

import io.ringway.cluster.Bytes;
import io.ringway.gateway.protocol.BusyPolicy;
import io.ringway.gateway.protocol.CallId;
import io.ringway.gateway.protocol.Command;
import io.ringway.gateway.protocol.ErrorCode;
import io.ringway.gateway.protocol.IceReport;
import io.ringway.gateway.protocol.ProtocolException;
import io.ringway.gateway.protocol.RingOptions;
import io.ringway.gateway.protocol.Signal;
import io.ringway.gateway.protocol.json.JsonException;
import io.ringway.gateway.protocol.json.JsonFields;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads what is asked of calls, and of what is written down of them. */
final class CallReader {
    private static final int DEFAULT_CALLS = 20;
    private static final int MAX_CALLS = 100;

    private final Request request;
    private final JsonFields<Field> fields;
    private final SignalReader signals;

    CallReader(Request request) {
        this.request = request;
        this.fields = request.fields();
        this.signals = new SignalReader(request);
    }

    Command call() throws JsonException, ProtocolException {
        Bytes data = request.bounded(Field.DATA, request.limits().metaBytes());
        Signal.Offer offer = signals.offer();
        RingOptions options = new RingOptions(timeoutMs(), policy(BusyPolicy::parseForOneCall, ""));
        return request.toUser()
                ? new Command.CallUser(request.id(), request.userId(), offer, data, options)
                : new Command.CallCid(request.id(), request.cid(), offer, data, options);
    }

    private long timeoutMs() throws JsonException {
        return fields.integer(Field.TIMEOUT_MS, RingOptions.MIN_TIMEOUT_MS, RingOptions.MAX_TIMEOUT_MS, 0);
    }

    /** What a user says of all calls to him. */
    @Nullable
    BusyPolicy onBusy() throws JsonException, ProtocolException {
        return policy(BusyPolicy::parse, "`do_not_disturb`, ");
    }

    private @Nullable BusyPolicy policy(Function<String, Optional<BusyPolicy>> parse, String more)
            throws JsonException, ProtocolException {
        String code = fields.optionalText(Field.ON_BUSY);
        BusyPolicy policy = code == null ? null : parse.apply(code).orElse(null);
        if (code != null && policy == null) {
            throw request.refuse(ErrorCode.BAD_REQUEST, "`on_busy` is " + more + "`reject`, `wait` or `ring`");
        }
        return policy;
    }

    /** Reasons other than these follow from what the call's owner knows. */
    Command hangup() throws JsonException, ProtocolException {
        return new Command.Hangup(
                request.id(),
                request.callId(),
                request.says(Field.SCOPE, "all", "device"),
                request.says(Field.REASON, "hangup", "failed"));
    }

    Command accept() throws JsonException, ProtocolException {
        return new Command.Accept(request.id(), request.callId(), signals.answer());
    }

    Command signal() throws JsonException, ProtocolException {
        return new Command.SendSignal(request.id(), request.callId(), signals.signal());
    }

    Command calls() throws JsonException, ProtocolException {
        int limit = request.limit(MAX_CALLS, DEFAULT_CALLS);
        String after = fields.optionalText(Field.AFTER);
        if (after != null && CallId.parse(after).isEmpty()) {
            throw request.refuse(ErrorCode.BAD_REQUEST, "`after` is the `next` of a page before");
        }
        return new Command.Calls(request.id(), limit, after == null ? "" : after);
    }

    IceReport report() throws JsonException, ProtocolException {
        IceReport.Outcome outcome = request.oneOf(Field.OUTCOME, IceReport.Outcome.values());
        if (outcome == null) {
            throw request.refuse(ErrorCode.BAD_REQUEST, "`outcome` is missing");
        }
        return new IceReport(
                outcome,
                request.oneOf(Field.LOCAL, IceReport.Candidate.values()),
                request.oneOf(Field.REMOTE, IceReport.Candidate.values()),
                request.oneOf(Field.STATE, IceReport.State.values()),
                plainText());
    }

    /** Text for people, in one line; empty where there is none. */
    private String plainText() throws JsonException, ProtocolException {
        String text = request.wellFormed(fields.optionalText(Field.TEXT));
        if (text == null) {
            return "";
        }
        if (text.codePointCount(0, text.length()) > IceReport.TEXT_CHARS) {
            throw request.refuse(ErrorCode.TOO_LARGE, "`text` is over " + IceReport.TEXT_CHARS + " characters");
        }
        return text.replaceAll("\\p{Cntrl}", " ");
    }
}
