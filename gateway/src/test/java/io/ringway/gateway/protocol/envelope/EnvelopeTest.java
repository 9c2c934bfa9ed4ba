package io.ringway.gateway.protocol.envelope;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.ringway.cluster.Cid;
import io.ringway.cluster.Group;
import io.ringway.cluster.NodeRef;
import io.ringway.cluster.Tenant;
import io.ringway.cluster.UserId;
import io.ringway.gateway.protocol.CallId;
import io.ringway.gateway.protocol.CloseCode;
import io.ringway.gateway.protocol.Content;
import io.ringway.gateway.protocol.Sender;
import io.vertx.core.buffer.Buffer;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class EnvelopeTest {
    private static final Tenant ACME = new Tenant("acme");
    private static final Tenant OTHER = new Tenant("other");
    private static final Cid CID = new Cid(new NodeRef(1, 2), 3, 4);

    /** Where this form changes, it is another version. */
    @Test
    void the_bytes_of_version_six() throws EnvelopeException {
        Envelope envelope = new Envelope.GroupMessage(
                new Group(ACME, "lobby"), new Sender(new UserId(ACME, "ada"), CID), Content.json("1"));
        String hex = "06" + "01" + "0004" + "61636d65" // version, type, tenant
                + "0003" + "616461" + "01" + "0000000000000001" + "00000002" // sender: user, cid
                + "0000000000000003" + "0000000000000004"
                + "0005" + "6c6f626279" // group
                + "00" + "00000001" + "31"; // content: kind, length, bytes
        Buffer bytes = Buffer.buffer(HexFormat.of().parseHex(hex));
        assertEquals(bytes, EnvelopeCodec.encode(envelope));
        assertEquals(envelope, EnvelopeCodec.decode(bytes));
    }

    @Test
    void two_tenants_do_not_fit_into_one_envelope() {
        Envelope mixed = new Envelope.GroupMessage(
                new Group(ACME, "lobby"), new Sender(new UserId(OTHER, "eve"), CID), Content.json("1"));
        assertThrows(IllegalArgumentException.class, () -> EnvelopeCodec.encode(mixed));
    }

    @Test
    void half_a_surrogate_pair_is_not_turned_into_another_name() {
        Envelope envelope = new Envelope.PrivateMessage(
                new Recipient.User(new UserId(ACME, "\ud800")),
                new Sender(new UserId(ACME, "a"), CID),
                Content.json("1"));
        assertThrows(IllegalArgumentException.class, () -> EnvelopeCodec.encode(envelope));
    }

    @Test
    void the_backend_takes_no_part_in_a_call() {
        Sender backend = new Sender(new UserId(ACME, "ada"), null);
        assertThrows(
                IllegalArgumentException.class,
                () -> new Envelope.CallCommand(new CallId(CID), backend, new CallStep.Hangup(false), 0));
    }

    @Test
    void a_later_version_is_refused() {
        Buffer bytes = EnvelopeCodec.encode(new Envelope.Kick(ACME, CID, CloseCode.KICKED));
        bytes.setByte(0, (byte) (Wire.VERSION + 1));
        assertThrows(EnvelopeException.class, () -> EnvelopeCodec.decode(bytes));
    }

    /**
     * Calls were handed over without the terms of their owners, without what their parties were told, without what their clients have on
     * file, and without who had them before; and users told of without whether they have a connection.
     */
    @Test
    void what_a_node_of_before_hands_over_is_not_misread() {
        Buffer bytes = EnvelopeCodec.encode(new Envelope.Kick(ACME, CID, CloseCode.KICKED));
        for (int version = 1; version < Wire.VERSION; version++) {
            bytes.setByte(0, (byte) version);
            assertThrows(EnvelopeException.class, () -> EnvelopeCodec.decode(bytes));
        }
    }
}
