package io.ringway.gateway.protocol.envelope;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.ringway.cluster.Bytes;
import io.ringway.gateway.protocol.Any;
import io.ringway.gateway.protocol.CallId;
import io.ringway.gateway.protocol.CallLine;
import io.ringway.gateway.protocol.CallRecord;
import io.ringway.gateway.protocol.CloseReason;
import java.util.Arrays;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

class CallLogCodecPropertiesTest {
    @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
    void records_are_read_as_they_were_written(@ForAll("records") CallRecord record) throws EnvelopeException {
        assertEquals(record, CallLogCodec.record(CallLogCodec.encode(record)));
    }

    @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
    void lines_are_read_as_they_were_written(@ForAll("lines") CallLine line) throws EnvelopeException {
        assertEquals(line, CallLogCodec.line(CallLogCodec.encode(line)));
    }

    @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
    void a_part_is_refused(@ForAll("records") CallRecord record, @ForAll @IntRange(max = 999) int cut) {
        byte[] whole = CallLogCodec.encode(record).array();
        Bytes part = Bytes.wrap(Arrays.copyOf(whole, cut % whole.length));
        assertThrows(EnvelopeException.class, () -> CallLogCodec.record(part));
    }

    @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
    void garbage_is_read_or_refused(@ForAll byte[] garbage) {
        try {
            CallLogCodec.line(Bytes.wrap(garbage));
        } catch (EnvelopeException refused) {
            assertEquals(false, String.valueOf(refused.getMessage()).isEmpty());
        }
    }

    @Provide
    Arbitrary<CallRecord> records() {
        Arbitrary<Long> time = Arbitraries.longs();
        return Combinators.combine(
                        Any.cid(),
                        Any.text(1, 20),
                        Any.text(1, 20).injectNull(0.3),
                        Arbitraries.integers(),
                        time,
                        Arbitraries.of(CloseReason.class),
                        Any.text(1, 20).injectNull(0.3),
                        Any.cid().injectNull(0.3))
                .as((cid, caller, callee, bytes, at, reason, by, device) ->
                        new CallRecord(new CallId(cid), caller, callee, bytes, at, at ^ 7, at + 1, reason, by, device));
    }

    @Provide
    Arbitrary<CallLine> lines() {
        return Combinators.combine(
                        Arbitraries.longs(),
                        Arbitraries.of(CallLine.What.class),
                        Any.text(1, 20).injectNull(0.3),
                        Any.cid().injectNull(0.3),
                        Any.text(1, 20).injectNull(0.3),
                        Arbitraries.integers(),
                        Arbitraries.of(CloseReason.class).injectNull(0.5),
                        Any.text(0, 40))
                .as(CallLine::new);
    }
}
