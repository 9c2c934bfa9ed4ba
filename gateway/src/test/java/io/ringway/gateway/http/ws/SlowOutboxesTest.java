package io.ringway.gateway.http.ws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.cluster.Tenant;
import io.ringway.cluster.UserId;
import io.ringway.gateway.limits.ClientAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Who may have how much kept for him while he does not read. */
class SlowOutboxesTest {
    private static final long MIB = 1 << 20;
    private static final ClientAddress HERE = ClientAddress.UNKNOWN;
    private static final Tenant ACME = new Tenant("acme");

    private final SlowOutboxes outboxes = new SlowOutboxes(SlowOutboxes.MAX_BYTES);

    private static UserId user(Tenant tenant, int number) {
        return new UserId(tenant, "u" + number);
    }

    private static ClientAddress address(int number) {
        return new ClientAddress("192.0.2." + number, false);
    }

    /** Takes places of a MiB until there is none for the next one. */
    private List<SlowOutboxes.Place> fill(IntFunction<SlowOutboxes.@Nullable Place> next) {
        List<SlowOutboxes.Place> places = new ArrayList<>();
        for (SlowOutboxes.Place place = next.apply(0); place != null; place = next.apply(places.size())) {
            places.add(place);
        }
        return places;
    }

    @Test
    void whatIsGivenBackIsThereForOthers() {
        SlowOutboxes.Place all = outboxes.hold(user(ACME, 1), HERE, SlowOutboxes.MAX_BYTES);
        assertNotNull(all);
        assertNull(outboxes.hold(user(ACME, 2), HERE, 1));
        outboxes.giveBack(all);
        assertNotNull(outboxes.hold(user(ACME, 2), HERE, SlowOutboxes.MAX_BYTES));
    }

    @Test
    void aUserWithManyConnectionsUsedUpTheRoomForAll() {
        List<SlowOutboxes.Place> hers = fill(i -> outboxes.hold(user(ACME, 0), HERE, MIB));
        assertEquals(12, hers.size());
        assertNotNull(outboxes.hold(user(ACME, 1), HERE, MIB));
        hers.forEach(outboxes::giveBack);
        assertEquals(12, fill(i -> outboxes.hold(user(ACME, 0), HERE, MIB)).size(), "she has her part again");
    }

    @Test
    void usersWithoutEndOfOneTenantLeaveRoomForAnother() {
        int ours = fill(i -> outboxes.hold(user(ACME, i), HERE, MIB)).size();
        assertEquals(56, ours);
        Tenant other = new Tenant("other");
        int theirs = fill(i -> outboxes.hold(user(other, i), HERE, MIB)).size();
        assertTrue(theirs >= 6, "only " + theirs);
    }

    @Test
    void anAddressUsesUpNothingWithUsersThatItMakesUpOrWithoutAny() {
        assertEquals(
                48, fill(i -> outboxes.hold(user(ACME, i), address(1), MIB)).size());
        int nameless = fill(i -> outboxes.hold(null, address(2), MIB)).size();
        assertEquals(12, nameless);
        assertNotNull(outboxes.hold(null, address(3), MIB));
    }

    @Test
    void anOutboxThatIsLargerThanAnybodysPartHasAPlaceAllTheSame() {
        assertNotNull(outboxes.hold(user(ACME, 1), address(1), 60 * MIB));
        assertNull(outboxes.hold(user(ACME, 2), address(2), 5 * MIB));
    }

    @Test
    void aNodeWithLittleMemoryKeptAsMuchAsOneWithPlenty() {
        assertEquals(SlowOutboxes.MAX_BYTES, SlowOutboxes.bound(4_096 * MIB, 4));
        assertEquals(32 * MIB, SlowOutboxes.bound(128 * MIB, 1));
        assertEquals(8 * MIB, SlowOutboxes.bound(128 * MIB, 4));
    }
}
