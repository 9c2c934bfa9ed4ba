package io.ringway.gateway.limits;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.gateway.config.AddressLimitsConfig;
import io.ringway.gateway.limits.AddressGate.Entry;
import io.ringway.gateway.limits.AddressGate.Reason;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class AddressGateTest {
    private static final long NOW = 1_790_000_000_000L;
    private static final ClientAddress SITE = address("192.0.2.1");
    private static final ClientAddress OTHER = address("192.0.2.2");

    private static ClientAddress address(String text) {
        return ClientAddress.of(ClientAddress.parse(text).orElseThrow());
    }

    private static AddressGate gate(int connections, int perMinute, int failures) {
        return new AddressGate(new AddressLimitsConfig(connections, perMinute, failures, Duration.ofMinutes(30)));
    }

    private static void assertRefused(Reason reason, long retryAfterMillis, Entry entry) {
        assertEquals(new Entry.Refused(reason, retryAfterMillis), entry);
    }

    private static void assertTaken(Entry entry) {
        assertInstanceOf(Entry.Taken.class, entry);
    }

    @Test
    void anAddressHasSoManyConnections() {
        AddressGate gate = gate(2, 0, 0);
        assertTaken(gate.enter(SITE, NOW));
        assertTaken(gate.enter(SITE, NOW));
        assertRefused(Reason.ADDRESS_CONNECTIONS, 10_000, gate.enter(SITE, NOW));
        assertTaken(gate.enter(OTHER, NOW));

        gate.exit(SITE);
        assertTaken(gate.enter(SITE, NOW));
        assertRefused(Reason.ADDRESS_CONNECTIONS, 10_000, gate.enter(SITE, NOW));
    }

    @Test
    void anAddressOpensSoManyWithinAMinute() {
        AddressGate gate = gate(0, 60, 0);
        for (int i = 0; i < 60; i++) {
            assertTaken(gate.enter(SITE, NOW));
            gate.exit(SITE);
        }
        assertRefused(Reason.ADDRESS_CONNECTS, 1_000, gate.enter(SITE, NOW));
        assertTaken(gate.enter(OTHER, NOW));
        assertTaken(gate.enter(SITE, NOW + 1_000));
    }

    @Test
    void afterTenForgedTokensAnAddressIsDistrustedAndItsSiteStillGetsIn() {
        AddressGate gate = gate(0, 0, 10);
        for (int i = 0; i < 10; i++) {
            assertEquals(0, gate.distrusted(SITE, NOW));
            gate.failed(SITE, NOW);
        }
        assertEquals(180_000, gate.distrusted(SITE, NOW));
        assertEquals(0, gate.distrusted(OTHER, NOW));

        for (int i = 0; i < 50; i++) {
            assertTaken(gate.enter(SITE, NOW));
        }
        assertRefused(Reason.AUTH_FAILURES, 20, gate.enter(SITE, NOW));
        assertTaken(gate.enter(SITE, NOW + 20));
        assertTaken(gate.enter(OTHER, NOW));
        assertEquals(0, gate.distrusted(SITE, NOW + 180_000));
    }

    @Test
    void anIpv6AddressStandsForItsNetwork() {
        assertEquals(address("2001:db8:1:2::1"), address("2001:db8:1:2:ffff::9"));
        assertTrue(!address("2001:db8:1:2::1").equals(address("2001:db8:1:3::1")));
        assertEquals(SITE, address("::ffff:192.0.2.1"));
    }

    @Test
    void thisMachineItselfIsNotCounted() {
        AddressGate gate = gate(1, 1, 1);
        ClientAddress here = address("127.0.0.1");
        assertEquals(here.local(), address("[::1]:8080").local());
        gate.failed(here, NOW);
        assertTaken(gate.enter(here, NOW));
        assertTaken(gate.enter(here, NOW));
        assertEquals(0, gate.distrusted(here, NOW));
    }

    @Test
    void addressesAreReadAsProxiesWriteThem() {
        assertEquals(SITE, address("192.0.2.1:51234"));
        assertEquals(address("2001:db8::1"), address("[2001:db8::1]:443"));
        for (String no : new String[] {"", "unknown", "_hidden", "localhost", "1.2.3", "[", "[]", "::1::"}) {
            assertTrue(ClientAddress.parse(no).isEmpty(), no);
        }
    }
}
