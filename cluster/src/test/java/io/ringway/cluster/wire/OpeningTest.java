package io.ringway.cluster.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vertx.core.buffer.Buffer;
import java.util.Optional;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;

class OpeningTest {
    @Property(tries = 200)
    void readsWhatWasWritten(
            @ForAll long from,
            @ForAll long to,
            @ForAll long stream,
            @ForAll @LongRange(min = 0, max = Long.MAX_VALUE) long oldest) {
        Opening opening = new Opening(from, to, stream, oldest);
        assertEquals(Optional.of(opening), Opening.read(body(opening)));
    }

    @Property(tries = 500)
    void survivesGarbage(@ForAll @Size(max = 60) byte[] bytes) {
        assertEquals(Optional.empty(), Opening.read(Buffer.buffer(bytes)));
    }

    @Example
    void refusesAnotherVersionAndAStreamThatBeginsBeforeItsBeginning() {
        Buffer other = body(new Opening(1, 2, 3, 4));
        assertEquals(Optional.empty(), Opening.read(other.setByte(3, (byte) 77)));
        assertEquals(Optional.empty(), Opening.read(body(new Opening(1, 2, 3, -1))));
    }

    /** They say {@link Frame.Ended}, the reasons why members are gone, or an envelope, in another form under the same tag. */
    @Example
    void aNodeThatWouldMisreadWhatHasEndedIsTurnedAway() {
        Buffer before = body(new Opening(1, 2, 3, 4));
        assertEquals(7, before.getByte(3));
        for (byte version : new byte[] {2, 3, 4, 5, 6}) {
            assertEquals(Optional.empty(), Opening.read(before.setByte(3, version)));
        }
    }

    private static Buffer body(Opening opening) {
        Buffer encoded = opening.encode();
        assertEquals(encoded.length() - Integer.BYTES, encoded.getInt(0));
        return encoded.getBuffer(Integer.BYTES, encoded.length());
    }
}
