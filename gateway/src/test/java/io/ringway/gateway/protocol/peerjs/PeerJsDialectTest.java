package io.ringway.gateway.protocol.peerjs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.netty.buffer.Unpooled;
import io.ringway.cluster.Cid;
import io.ringway.cluster.Name;
import io.ringway.cluster.NodeRef;
import io.ringway.cluster.Tenant;
import io.ringway.gateway.protocol.ErrorCode;
import io.ringway.gateway.protocol.Frame;
import io.ringway.gateway.protocol.ProtocolException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PeerJsDialectTest {
    private static final Name ADA = new Name(new Tenant("t"), "ada");

    private static PeerMessage decode(String text) throws ProtocolException {
        return PeerJsDialect.decode(Unpooled.copiedBuffer(text, StandardCharsets.UTF_8), ADA);
    }

    private static String relayed(String text) throws ProtocolException {
        return ((PeerMessage.Relay) decode(text)).frame().utf8();
    }

    @ParameterizedTest
    @ValueSource(strings = {"OFFER", "ANSWER", "CANDIDATE", "LEAVE"})
    void aMessageKeepsItsPayloadToTheByteAndGetsItsSender(String type) throws ProtocolException {
        String payload = "{ \"sdp\":{\"sdp\":\"v=0\\r\\n100% \\u2603 ☃\"} ,\"x\":[1e400, -0]}";
        PeerMessage message = decode("{\"src\":\"forged\",\"payload\":" + payload
                + ",\"dst\":\"bob\",\"more\":1,\"type\":\"" + type + "\"}");
        PeerMessage.Relay relay = (PeerMessage.Relay) message;
        assertEquals(PeerType.valueOf(type), relay.type());
        assertEquals(new Name(ADA.tenant(), "bob"), relay.to());
        assertEquals(
                "{\"type\":\"" + type + "\",\"src\":\"ada\",\"dst\":\"bob\",\"payload\":" + payload + "}",
                relay.frame().utf8());
    }

    @Test
    void aMessageWithoutPayloadHasNoneForTheReceiverEither() throws ProtocolException {
        assertEquals(
                "{\"type\":\"LEAVE\",\"src\":\"ada\",\"dst\":\"bob\"}",
                relayed("{\"type\":\"LEAVE\",\"dst\":\"bob\"}"));
        assertEquals(
                "{\"type\":\"OFFER\",\"src\":\"ada\",\"dst\":\"b\\\"\",\"payload\":null}",
                relayed("{\"type\":\"OFFER\",\"dst\":\"b\\\"\",\"payload\":null}"));
    }

    @Test
    void aHeartbeatAndAFarewellAreForTheServer() throws ProtocolException {
        assertEquals(new PeerMessage.Heartbeat(), decode("{\"type\":\"HEARTBEAT\"}"));
        assertEquals(new PeerMessage.Farewell(), decode("{\"type\":\"LEAVE\"}"));
        assertEquals(new PeerMessage.Farewell(), decode("{\"type\":\"LEAVE\",\"dst\":null}"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "BAD_REQUEST|no JSON",
                "BAD_REQUEST|[]",
                "BAD_REQUEST|{}",
                "BAD_REQUEST|{\"type\":7}",
                "UNKNOWN_TYPE|{\"type\":\"EXPIRE\",\"dst\":\"bob\"}",
                "UNKNOWN_TYPE|{\"type\":\"offer\",\"dst\":\"bob\"}",
                "BAD_REQUEST|{\"type\":\"OFFER\"}",
                "BAD_REQUEST|{\"type\":\"OFFER\",\"dst\":\"\"}",
                "BAD_REQUEST|{\"type\":\"OFFER\",\"dst\":7}",
                "BAD_REQUEST|{\"type\":\"OFFER\",\"dst\":\"\\u0000\"}",
                "BAD_REQUEST|{\"type\":\"OFFER\",\"dst\":\"\\ud800\"}",
                "BAD_REQUEST|{\"type\":\"OFFER\",\"dst\":\"bob\",\"dst\":\"eve\"}",
                "BAD_REQUEST|{\"type\":\"OFFER\",\"dst\":\"bob\",\"payload\":{}}{}"
            })
    void whatIsNoMessageIsRefusedWithoutRepeatingIt(ErrorCode code, String text) {
        ProtocolException refused = assertThrows(ProtocolException.class, () -> decode(text));
        assertEquals(code, refused.code());
        assertFalse(String.valueOf(refused.getMessage()).contains(text));
    }

    @Test
    void theServerSpeaksAsTheClientExpects() {
        Name bob = new Name(ADA.tenant(), "b\"ob");
        assertEquals("{\"type\":\"OPEN\"}", told(new PeerEvent.Open()));
        assertEquals("{\"type\":\"ID-TAKEN\",\"payload\":{\"msg\":\"ID is taken\"}}", told(new PeerEvent.IdTaken()));
        assertEquals(
                "{\"type\":\"ERROR\",\"payload\":{\"msg\":\"Invalid key provided\"}}",
                told(new PeerEvent.Failed(PeerJsDialect.INVALID_KEY)));
        assertEquals("{\"type\":\"EXPIRE\",\"src\":\"b\\\"ob\",\"dst\":\"ada\"}", told(new PeerEvent.Expired(bob)));
        assertEquals("{\"type\":\"LEAVE\",\"src\":\"b\\\"ob\",\"dst\":\"ada\"}", told(new PeerEvent.Left(bob)));
    }

    private static String told(PeerEvent event) {
        return text(PeerJsDialect.frame(event, ADA));
    }

    @Test
    void aParcelIsWrittenAsItIs() throws ProtocolException {
        PeerMessage.Relay relay = (PeerMessage.Relay) decode("{\"type\":\"OFFER\",\"dst\":\"bob\",\"payload\":\"☃\"}");
        Parcel parcel = new Parcel(1, ADA, Cid.create(new NodeRef(1, 0)), relay.type(), relay.frame());
        assertEquals(relay.frame().utf8(), text(PeerJsDialect.frame(parcel)));
    }

    private static String text(Frame frame) {
        String text = frame.payload().toString(StandardCharsets.UTF_8);
        frame.release();
        return text;
    }
}
