package io.ringway.cluster.hazelcast;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ringway.cluster.Tenant;
import org.junit.jupiter.api.Test;

class KeysTest {
    @Test
    void aKeyIsTheTenantsLengthTheTenantAndTheName() {
        assertEquals("0004shopada", Keys.of(new Tenant("shop"), "ada"));
        assertEquals("000c" + "a".repeat(12), Keys.tenant(new Tenant("a".repeat(12))));
        assertEquals("ada", Keys.name(Keys.of(new Tenant("shop"), "ada")));
    }

    @Test
    void sizesSortAsNumbers() {
        assertEquals("0004shop0000000042lobby", Keys.bySize("0004shoplobby", 42));
        assertEquals("0000000000", Keys.padded(0));
        assertEquals("2147483647", Keys.padded(Integer.MAX_VALUE));
    }
}
