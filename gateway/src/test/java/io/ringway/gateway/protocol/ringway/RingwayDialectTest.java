package io.ringway.gateway.protocol.ringway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.ringway.cluster.Bytes;
import io.ringway.cluster.Cid;
import io.ringway.cluster.Group;
import io.ringway.cluster.NodeRef;
import io.ringway.cluster.Tenant;
import io.ringway.cluster.UserId;
import io.ringway.gateway.protocol.Command;
import io.ringway.gateway.protocol.Content;
import io.ringway.gateway.protocol.ErrorCode;
import io.ringway.gateway.protocol.Event;
import io.ringway.gateway.protocol.Frame;
import io.ringway.gateway.protocol.ProtocolException;
import io.ringway.gateway.protocol.Sender;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What the golden vectors cannot say: direct buffers, offsets, and who owns what. */
class RingwayDialectTest {
    private static final Event.Limits LIMITS = new Event.Limits(65_536, 32_768, 4_096, 128, 100, 1_048_576);
    private static final Cid CID = new Cid(new NodeRef(1, 0), 2, 3);
    private static final UserId ADA = new UserId(new Tenant("acme"), "ada");

    private final RingwayDialect dialect = new RingwayDialect(LIMITS);

    @Test
    void reads_from_any_place_in_any_buffer_and_leaves_it_as_it_was() throws ProtocolException {
        byte[] json = "xx{\"id\":1,\"content\":[1, 2 ],\"group\":\"g\",\"type\":\"publish\"}yy".getBytes(UTF_8);
        for (ByteBuf whole : new ByteBuf[] {
            Unpooled.copiedBuffer(json), Unpooled.directBuffer().writeBytes(json)
        }) {
            ByteBuf frame = whole.slice(2, json.length - 4);
            assertEquals(new Command.Publish(1, "g", Content.json("[1, 2 ]")), dialect.decode(frame));
            assertEquals(json.length - 4, frame.readableBytes());
            whole.release();
        }
    }

    @Test
    void binary_content_is_what_follows_the_first_line_feed() throws ProtocolException {
        ByteBuf frame = Unpooled.copiedBuffer("{\"type\":\"publish\",\"group\":\"g\"}\n\0\n\1", UTF_8);
        Bytes bytes = Bytes.utf8("\0\n\1");
        Content content = new Content(Content.Kind.BINARY, bytes);
        assertEquals(new Command.Publish(Command.NO_ID, "g", content), dialect.decodeBinary(frame));

        Frame encoded = encode(new Event.GroupMessage(new Group(ADA.tenant(), "g"), new Sender(ADA, CID), content));
        String expected = "{\"type\":\"message\",\"group\":\"g\",\"user_id\":\"ada\",\"cid\":\"" + CID + "\"}\n\0\n\1";
        assertEquals(expected, encoded.payload().toString(UTF_8));
        assertEquals(true, encoded.isBinary());
        encoded.release();
    }

    @Test
    void an_error_carries_the_id_even_where_the_rest_cannot_be_read() {
        ByteBuf frame = Unpooled.copiedBuffer("{\"id\":7,\"type\":\"publish\",\"content\":nope}", UTF_8);
        ProtocolException refused = assertThrows(ProtocolException.class, () -> dialect.decode(frame));
        assertEquals(new Event.Failed(7, ErrorCode.BAD_REQUEST, "not well-formed JSON", 0), refused.toEvent());
    }

    @Test
    void a_request_without_an_id_gets_no_result_but_its_error() {
        assertNull(dialect.encode(new Event.Done(Command.NO_ID)));
        Frame error = encode(new Event.Failed(Command.NO_ID, ErrorCode.RATE_LIMITED, "slow down", 250));
        assertEquals(
                "{\"type\":\"error\",\"code\":\"rate_limited\",\"message\":\"slow down\",\"temporary\":true,"
                        + "\"retry_after_ms\":250}",
                error.payload().toString(UTF_8));
        error.release();
    }

    private Frame encode(Event event) {
        return Objects.requireNonNull(dialect.encode(event));
    }
}
