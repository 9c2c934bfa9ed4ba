package io.ringway.gateway.protocol.envelope;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.ringway.cluster.Tenant;
import io.ringway.gateway.history.HistoryMessage;
import io.ringway.gateway.protocol.Any;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

class EnvelopePropertiesTest {
    @Property(tries = 500, edgeCases = EdgeCasesMode.NONE)
    void what_is_written_is_read_back(@ForAll("envelopes") Envelope envelope) throws EnvelopeException {
        assertEquals(envelope, EnvelopeCodec.decode(EnvelopeCodec.encode(envelope)));
    }

    @Property(tries = 500, edgeCases = EdgeCasesMode.NONE)
    void pieces_of_histories_are_read_back(@ForAll("envelopes") Envelope envelope) throws EnvelopeException {
        if (envelope instanceof Envelope.History(HistoryMessage.Install install) && install.contents() != null) {
            HistoryCodec codec = new HistoryCodec(install.group().tenant());
            assertEquals(install.regime(), codec.regime(codec.write(install.regime())));
            var entry = install.contents().entries().getFirst();
            assertEquals(entry, codec.entry(codec.write(entry)));
            var row = install.contents().keys().getFirst();
            assertEquals(row, codec.row(codec.write(row)));
            assertThrows(EnvelopeException.class, () -> codec.regime(codec.write(row)));
        }
    }

    @Property(tries = 500, edgeCases = EdgeCasesMode.NONE)
    void nothing_is_read_of_a_part_or_of_more(
            @ForAll("envelopes") Envelope envelope, @ForAll @IntRange(max = 999) int cut) {
        Buffer whole = EnvelopeCodec.encode(envelope);
        Buffer part = whole.getBuffer(0, cut % whole.length());
        assertThrows(EnvelopeException.class, () -> EnvelopeCodec.decode(part));
        assertThrows(
                EnvelopeException.class, () -> EnvelopeCodec.decode(whole.copy().appendByte((byte) 0)));
    }

    @Example
    void what_is_of_no_tenant_is_not_read_as_one_s() {
        Buffer bytes = EnvelopeCodec.encode(new Envelope.OfBackend(new BackendStep.WordSums(List.of())));
        bytes.setByte(4, (byte) '[');
        assertThrows(EnvelopeException.class, () -> EnvelopeCodec.decode(bytes));
    }

    @Property(tries = 500, edgeCases = EdgeCasesMode.NONE)
    void changed_bytes_are_an_envelope_or_refused(
            @ForAll("envelopes") Envelope envelope, @ForAll @IntRange(max = 9_999) int at, @ForAll byte value) {
        Buffer bytes = EnvelopeCodec.encode(envelope);
        bytes.setByte(at % bytes.length(), value);
        readOrRefuse(bytes);
    }

    @Property(tries = 500, edgeCases = EdgeCasesMode.NONE)
    void garbage_is_an_envelope_or_refused(@ForAll byte[] garbage) {
        readOrRefuse(Buffer.buffer(garbage));
        readOrRefuse(Buffer.buffer().appendByte((byte) Wire.VERSION).appendBytes(garbage));
    }

    /** What is taken for an envelope has exactly one form: it is written again as it was read. */
    private static void readOrRefuse(Buffer bytes) {
        try {
            assertEquals(bytes, EnvelopeCodec.encode(EnvelopeCodec.decode(bytes)));
        } catch (EnvelopeException refused) {
            assertEquals(false, String.valueOf(refused.getMessage()).isEmpty());
        }
    }

    @Provide
    Arbitrary<Envelope> envelopes() {
        return Any.text(1, 20).map(Tenant::new).flatMap(AnyEnvelope::of);
    }
}
