package io.ringway.gateway.protocol.ringway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.ringway.cluster.Bytes;
import io.ringway.cluster.Change;
import io.ringway.cluster.Cid;
import io.ringway.cluster.Group;
import io.ringway.cluster.Member;
import io.ringway.cluster.NodeRef;
import io.ringway.cluster.Tenant;
import io.ringway.cluster.UserId;
import io.ringway.gateway.protocol.Any;
import io.ringway.gateway.protocol.Command;
import io.ringway.gateway.protocol.Content;
import io.ringway.gateway.protocol.Event;
import io.ringway.gateway.protocol.Frame;
import io.ringway.gateway.protocol.ProtocolException;
import io.ringway.gateway.protocol.Sender;
import java.util.List;
import java.util.Objects;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;

class RingwayPropertiesTest {
    private static final Tenant ACME = new Tenant("acme");
    private static final ObjectMapper ORACLE = new ObjectMapper();
    private static final String CANARY = "do-not-quote-me";

    private final RingwayDialect dialect =
            new RingwayDialect(new Event.Limits(65_536, 32_768, 4_096, 128, 100, 1_048_576));

    @Property(tries = 500)
    void content_goes_in_and_comes_out_as_it_was(
            @ForAll("groups") String group, @ForAll("json") String json, @ForAll("senders") Sender from)
            throws ProtocolException {
        String request = "{\"content\":" + json + ",\"group\":" + Any.quote(group) + ",\"type\":\"publish\",\"id\":3}";
        Command command = dialect.decode(Unpooled.copiedBuffer(request, UTF_8));
        assertEquals(new Command.Publish(3, group, Content.json(json)), command);

        String frame = encode(new Event.GroupMessage(new Group(ACME, group), from, Content.json(json)));
        assertTrue(frame.endsWith(",\"content\":" + json + "}"), frame);
        JsonNode read = read(frame);
        assertEquals(group, read.get("group").asText());
        assertEquals(from.user().id(), read.get("user_id").asText());
        assertEquals(
                from.cid() == null ? "null" : from.cid().toString(),
                read.get("cid").asText());
    }

    @Property(tries = 500)
    void binary_content_goes_in_and_comes_out_as_it_was(@ForAll("groups") String group, @ForAll("bytes") Bytes bytes)
            throws ProtocolException {
        ByteBuf request = Unpooled.buffer()
                .writeBytes(("{\"type\":\"publish\",\"group\":" + Any.quote(group) + "}\n").getBytes(UTF_8))
                .writeBytes(bytes.array());
        Content content = new Content(Content.Kind.BINARY, bytes);
        assertEquals(new Command.Publish(Command.NO_ID, group, content), dialect.decodeBinary(request));
    }

    @Property(tries = 500)
    void rosters_and_notices_say_who_is_there(
            @ForAll("groups") String group,
            @ForAll("names") String user,
            @ForAll("json") String meta,
            @ForAll("cids") Cid cid) {
        Member member = new Member(cid, new UserId(ACME, user), Bytes.utf8(meta));
        JsonNode roster = read(encode(new Event.Joined(1, group, 7, true, List.of(member, member))));
        JsonNode notice = read(encode(new Event.Notice(new Group(ACME, group), 8, new Change.Joined(member))));
        assertEquals(2, roster.get("members").size());
        for (JsonNode told : List.of(roster.get("members").get(1), notice)) {
            assertEquals(user, told.get("user_id").asText());
            assertEquals(cid.toString(), told.get("cid").asText());
            assertEquals(read(meta), told.get("meta"));
        }
    }

    /** Each number of a pair picks a place and what to do there. */
    @Property(tries = 3_000)
    void a_broken_frame_is_refused_by_a_declared_error_that_quotes_nothing(
            @ForAll("frames") String frame, @ForAll @Size(min = 1, max = 6) List<Integer> changes) {
        byte[] bytes = frame.getBytes(UTF_8);
        for (int change : changes) {
            bytes[Math.floorMod(change >> 8, bytes.length)] = (byte) change;
        }
        refuseOrRead(() -> dialect.decode(Unpooled.wrappedBuffer(bytes)));
        refuseOrRead(() -> dialect.decodeBinary(Unpooled.wrappedBuffer(bytes)));
    }

    @Property
    void noise_is_refused_by_a_declared_error(@ForAll byte[] noise) {
        refuseOrRead(() -> dialect.decode(Unpooled.wrappedBuffer(noise)));
        refuseOrRead(() -> dialect.decodeBinary(Unpooled.wrappedBuffer(noise)));
    }

    private interface Decode {
        Command run() throws ProtocolException;
    }

    private static void refuseOrRead(Decode decode) {
        try {
            assertTrue(decode.run().id() >= Command.NO_ID);
        } catch (ProtocolException refused) {
            assertFalse(refused.toEvent().message().isEmpty());
            assertFalse(refused.toEvent().message().contains(CANARY));
        }
    }

    private String encode(Event event) {
        Frame frame = Objects.requireNonNull(dialect.encode(event));
        String text = frame.payload().toString(UTF_8);
        frame.release();
        return text;
    }

    private static JsonNode read(String json) {
        try {
            return ORACLE.readTree(json);
        } catch (JsonProcessingException notJson) {
            throw new AssertionError(json, notJson);
        }
    }

    @Provide
    Arbitrary<String> frames() {
        String cid = "\"" + new Cid(new NodeRef(1, 2), 3, 4) + "\"";
        return Arbitraries.of(
                "{\"type\":\"join\",\"id\":1,\"group\":\"" + CANARY + "\",\"meta\":{\"a\":[1,2.5e3,null,true]}}",
                "{\"type\":\"publish\",\"id\":2,\"group\":\"g\",\"content\":[\"" + CANARY + "\",\"\\u00e9\\n\u00e9\"]}",
                "{\"type\":\"send\",\"id\":3,\"cid\":" + cid + ",\"content\":{\"x\":{\"" + CANARY + "\":-0}}}",
                "{\"type\":\"groups\",\"id\":4,\"prefix\":\"" + CANARY + "\",\"limit\":10,\"after\":\"\ud83d\ude00\"}",
                "{\"type\":\"hello\",\"id\":5,\"token\":\"" + CANARY + "\"}",
                "{\"type\":\"call\",\"id\":6,\"user_id\":\"" + CANARY + "\",\"description\":{\"type\":\"offer\"}}",
                "{\"type\":\"signal\",\"id\":7,\"call_id\":" + cid + ",\"candidate\":{\"candidate\":\"" + CANARY
                        + "\"}}",
                "{\"type\":\"publish\",\"id\":8,\"group\":\"" + CANARY + "\"}\n" + CANARY);
    }

    @Provide
    Arbitrary<String> groups() {
        return Any.groupName();
    }

    @Provide
    Arbitrary<String> names() {
        return Any.text(1, 40);
    }

    @Provide
    Arbitrary<String> json() {
        return Any.json();
    }

    @Provide
    Arbitrary<Bytes> bytes() {
        return Any.bytes();
    }

    @Provide
    Arbitrary<Cid> cids() {
        return Any.cid();
    }

    @Provide
    Arbitrary<Sender> senders() {
        return Any.sender(ACME);
    }
}
