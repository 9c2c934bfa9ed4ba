package io.ringway.gateway.groups;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.ringway.cluster.Bytes;
import io.ringway.cluster.Group;
import io.ringway.cluster.Tenant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is left of a group when its lifetime is over. */
class EndedGroupTest {
    private static final Group GROUP = new Group(new Tenant("demo"), "short");
    private static final long END = 1_000_000;

    private final Registers registers = new Registers();

    @Test
    void stateThatAClockAheadHasStampedEndsWithItsGroup() {
        Entry early = registers.state(END + 90_000, 2, GROUP, "k", Bytes.utf8("1"), END + 900_000, null);
        registers.take(END - 10, registers.settings(END - 10, 1, GROUP, new GroupSettings(0, END)));
        registers.take(END - 5, early);
        assertEquals(List.of(early), registers.state(GROUP));

        assertEquals(List.of(GROUP), registers.ended(END));
        assertEquals(List.of(), registers.state(GROUP));
        assertFalse(registers.take(END + 1, early), "heard of late");
        assertEquals(List.of(), registers.state(GROUP));
    }
}
