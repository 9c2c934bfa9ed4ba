package io.ringway.gateway.ice;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.cluster.Tenant;
import io.ringway.cluster.UserId;
import org.junit.jupiter.api.Test;

class TakenBackListTest {
    private final TakenBackList list = new TakenBackList();

    private static TurnOwner owner(String tenant, String user) {
        return TurnOwner.of(new UserId(new Tenant(tenant), user));
    }

    @Test
    void aTenantThatFillsItTakesNoPlaceOfAnothers() {
        for (int i = 0; i < TakenBackList.MAX_OF_TENANT + 5; i++) {
            list.add(owner("full", "made-up-" + i), 1_000, 0);
        }
        assertFalse(list.hasRoom(owner("full", "ada"), 0));
        assertTrue(list.hasRoom(owner("full", "made-up-1"), 0), "who is there already");
        assertEquals(0, list.until(owner("full", "ada"), 0));

        list.add(owner("other", "ada"), 1_000, 0);
        assertEquals(1_000, list.until(owner("other", "ada"), 0));
        assertTrue(list.hasRoom(owner("full", "ada"), 1_000), "those have ended");
    }
}
