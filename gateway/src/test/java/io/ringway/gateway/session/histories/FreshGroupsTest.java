package io.ringway.gateway.session.histories;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ringway.cluster.Group;
import io.ringway.cluster.Tenant;
import java.util.List;
import org.junit.jupiter.api.Test;

class FreshGroupsTest {
    private final FreshGroups fresh = new FreshGroups();

    private static Group group(int number) {
        return new Group(new Tenant("demo"), "log:" + number);
    }

    @Test
    void aLookWhileHistoriesAreTurnedOnSeesWhatIsNewAndNotAllGroups() {
        for (int i = 0; i < 10_000; i++) {
            fresh.add(group(i), 5);
        }
        assertEquals(List.of(), fresh.take());
        fresh.watch(20_000);
        fresh.add(group(1), 6);
        fresh.add(group(2), 6);
        fresh.add(group(1), 7);
        assertEquals(List.of(group(1), group(2)), fresh.take());
        assertEquals(List.of(), fresh.take());
        fresh.add(group(3), 20_000);
        assertEquals(List.of(), fresh.take());
    }
}
