package io.ringway.gateway.protocol.ringway;

import io.ringway.cluster.Bytes;
import io.ringway.gateway.protocol.ErrorCode;
import io.ringway.gateway.protocol.ProtocolException;
import io.ringway.gateway.protocol.SdpField;
import io.ringway.gateway.protocol.Signal;
import io.ringway.gateway.protocol.json.JsonArray;
import io.ringway.gateway.protocol.json.JsonException;
import io.ringway.gateway.protocol.json.JsonFields;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the signals of a call: descriptions of sessions, and candidates. */
final class SignalReader {
    private static final int MAX_CANDIDATES = 64;

    private final Request request;
    private final JsonFields<Field> fields;

    SignalReader(Request request) {
        this.request = request;
        this.fields = request.fields();
    }

    /** The offer that a call may begin with. */
    Signal.@Nullable Offer offer() throws JsonException, ProtocolException {
        return switch (description()) {
            case null -> null;
            case Signal.Offer offer -> offer;
            case Signal other -> throw request.refuse(ErrorCode.BAD_REQUEST, "`description` must be an offer");
        };
    }

    /** The answer that an accept may come with. */
    Signal.@Nullable Answer answer() throws JsonException, ProtocolException {
        return switch (description()) {
            case null -> null;
            case Signal.Answer answer -> answer;
            case Signal other -> throw request.refuse(ErrorCode.BAD_REQUEST, "`description` must be an answer");
        };
    }

    /** The one signal of a request. */
    Signal signal() throws JsonException, ProtocolException {
        Signal description = description();
        int given = (description == null ? 0 : 1)
                + (fields.has(Field.CANDIDATE) ? 1 : 0)
                + (fields.has(Field.CANDIDATES) ? 1 : 0);
        if (given != 1) {
            throw request.refuse(ErrorCode.BAD_REQUEST, "one of `description`, `candidate` and `candidates` is needed");
        }
        return description != null ? description : fields.has(Field.CANDIDATE) ? candidate() : candidates();
    }

    private Signal candidates() throws JsonException, ProtocolException {
        request.requireSize(
                "candidates", fields.size(Field.CANDIDATES), request.limits().contentBytes());
        Bytes json = fields.raw(Field.CANDIDATES);
        List<Bytes> items = JsonArray.read(json);
        boolean allCandidates = items.stream().allMatch(item -> item.array()[0] == '{' || item.array()[0] == 'n');
        if (items.isEmpty() || items.size() > MAX_CANDIDATES || !allCandidates) {
            throw request.refuse(
                    ErrorCode.BAD_REQUEST,
                    "`candidates` must be an array of 1 to " + MAX_CANDIDATES + " items, each an object or null");
        }
        return new Signal.Candidates(json);
    }

    private Signal candidate() throws ProtocolException {
        if (fields.hasValue(Field.CANDIDATE) && !fields.isObject(Field.CANDIDATE)) {
            throw request.refuse(ErrorCode.BAD_REQUEST, "`candidate` must be an object or null");
        }
        request.requireSize(
                "candidate", fields.size(Field.CANDIDATE), request.limits().contentBytes());
        return new Signal.Candidate(fields.raw(Field.CANDIDATE));
    }

    private @Nullable Signal description() throws JsonException, ProtocolException {
        if (!fields.hasValue(Field.DESCRIPTION)) {
            return null;
        }
        request.requireSize(
                "description", fields.size(Field.DESCRIPTION), request.limits().contentBytes());
        Bytes json = fields.raw(Field.DESCRIPTION);
        JsonFields<SdpField> description = fields.object(Field.DESCRIPTION, SdpField.NAMES);
        return switch (description.text(SdpField.TYPE)) {
            case "offer" -> new Signal.Offer(requireSdp(description, json));
            case "answer", "pranswer" -> new Signal.Answer(requireSdp(description, json));
            case "rollback" -> new Signal.Rollback(json);
            default -> throw request.refuse(ErrorCode.BAD_REQUEST, "`description` is of an unknown type");
        };
    }

    private Bytes requireSdp(JsonFields<SdpField> description, Bytes json) throws JsonException, ProtocolException {
        if (!SdpField.isDescription(description)) {
            throw request.refuse(ErrorCode.BAD_REQUEST, "the `sdp` of the `description` is no session description");
        }
        return json;
    }
}
