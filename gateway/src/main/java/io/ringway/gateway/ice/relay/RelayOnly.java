package io.ringway.gateway.ice.relay;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.ringway.cluster.Bytes;
import io.ringway.gateway.protocol.json.FieldNames;
import io.ringway.gateway.protocol.json.JsonException;
import io.ringway.gateway.protocol.json.JsonFields;
import io.ringway.gateway.protocol.json.JsonWriter;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Takes its sender's addresses out of a signal: what browsers call an RTCSessionDescription or an RTCIceCandidate, as JSON
 * or as the text in it. What comes out holds the relays' addresses, and the members that a browser reads; no other.
 *
 * <p>Pure, on any thread. The time taken is linear in the size, which whoever calls has bounded.
 */
public final class RelayOnly {
    private static final int ROOM = 64;
    private static final int MAX_INDEX = 65_535;

    private RelayOnly() {}

    private enum Description {
        TYPE("type"),
        SDP("sdp");

        private static final FieldNames<Description> NAMES = new FieldNames<>(Description.class, field -> field.name);

        private final String name;

        Description(String name) {
            this.name = name;
        }
    }

    private enum Candidate {
        CANDIDATE("candidate"),
        MID("sdpMid"),
        INDEX("sdpMLineIndex"),
        FRAGMENT("usernameFragment");

        private static final FieldNames<Candidate> NAMES = new FieldNames<>(Candidate.class, field -> field.name);

        private final String name;

        Candidate(String name) {
            this.name = name;
        }
    }

    /** SDP without its sender's addresses. */
    public static String sdp(String sdp) throws UnreadableSignal {
        return RelaySdp.of(sdp);
    }

    /** A candidate ({@code candidate:…}) that is a relay's, without the address behind it; empty where it is none. */
    public static Optional<String> candidate(String candidate) throws UnreadableSignal {
        return RelayCandidate.of(candidate);
    }

    /** An RTCSessionDescription as JSON. One without SDP, which takes an offer back, stays without. */
    public static Bytes description(Bytes json) throws UnreadableSignal {
        return reading(() -> {
            JsonFields<Description> fields = fields(Description.NAMES, json);
            Members members = new Members(json.size());
            members.text(Description.TYPE.name, fields.text(Description.TYPE));
            String sdp = fields.optionalText(Description.SDP);
            if (sdp != null) {
                members.text(Description.SDP.name, RelaySdp.of(sdp));
            }
            return members.close();
        });
    }

    /** An RTCIceCandidate as JSON; empty where the other side must not see it. The end of candidates stays. */
    public static Optional<Bytes> candidate(Bytes json) throws UnreadableSignal {
        return json.utf8().strip().equals("null") ? Optional.of(json) : reading(() -> object(json));
    }

    private static Optional<Bytes> object(Bytes json) throws JsonException, UnreadableSignal {
        JsonFields<Candidate> fields = fields(Candidate.NAMES, json);
        String given = fields.optionalText(Candidate.CANDIDATE);
        String kept =
                given == null || given.isBlank() ? "" : RelayCandidate.of(given).orElse(null);
        return kept == null ? Optional.empty() : Optional.of(rewritten(fields, kept, json.size()));
    }

    private static Bytes rewritten(JsonFields<Candidate> fields, String candidate, int size) throws JsonException {
        Members members = new Members(size).text(Candidate.CANDIDATE.name, candidate);
        for (Candidate field : new Candidate[] {Candidate.MID, Candidate.FRAGMENT}) {
            if (fields.has(field)) {
                members.text(field.name, fields.optionalText(field));
            }
        }
        if (fields.has(Candidate.INDEX)) {
            members.number(
                    Candidate.INDEX.name,
                    fields.hasValue(Candidate.INDEX) ? fields.integer(Candidate.INDEX, 0, MAX_INDEX, 0) : -1);
        }
        return members.close();
    }

    private static <F extends Enum<F>> JsonFields<F> fields(FieldNames<F> names, Bytes json) throws JsonException {
        JsonFields<F> fields = new JsonFields<>(names);
        fields.read(json.array(), 0, json.size());
        return fields;
    }

    private interface Reading<T> {
        T read() throws JsonException, UnreadableSignal;
    }

    private static <T> T reading(Reading<T> reading) throws UnreadableSignal {
        try {
            return reading.read();
        } catch (JsonException unreadable) {
            throw new UnreadableSignal(unreadable.reason());
        }
    }

    /** A JSON object in the making. */
    private static final class Members {
        private final ByteBuf out;
        private final JsonWriter json;
        private char before = '{';

        Members(int size) {
            out = Unpooled.buffer(size + ROOM);
            json = new JsonWriter(out);
        }

        private JsonWriter name(String name) {
            json.raw(before).plain(name).raw(':');
            before = ',';
            return json;
        }

        Members text(String name, @Nullable String value) {
            JsonWriter at = name(name);
            JsonWriter unused = value == null ? at.nothing() : at.string(value);
            return this;
        }

        /** A negative number stands for null. */
        Members number(String name, long value) {
            JsonWriter at = name(name);
            JsonWriter unused = value < 0 ? at.nothing() : at.number(value);
            return this;
        }

        Bytes close() {
            json.raw('}');
            return Bytes.wrap(ByteBufUtil.getBytes(out));
        }
    }
}
