package io.ringway.gateway.ice;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.cluster.Tenant;
import io.ringway.cluster.UserId;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class TurnOwnerTest {
    /** What an attribute of STUN may hold (RFC 8489, 14.3), with room for the time in front. */
    private static final int MAX_BYTES = 508 - 13;

    private static String owner(String tenant, String user) {
        return TurnOwner.of(new UserId(new Tenant(tenant), user)).text();
    }

    @Test
    void anOperatorCanReadIt() {
        assertEquals("demo/ada", owner("demo", "ada"));
        assertEquals("shop-1/ada.l@example.com", owner("shop-1", "ada.l@example.com"));
        assertEquals("demo/J=C3=B6rg=20=3A=25=2F=3D=0A", owner("demo", "Jörg :%/=\n"));
    }

    /** Else a user of one tenant would be taken for one of another. */
    @Test
    void aSlashInANameDoesNotMoveTheBorder() {
        assertNotEquals(owner("a/b", "c"), owner("a", "b/c"));
        assertFalse(new TurnOwner(owner("a/b", "c")).isOf(new Tenant("a")));
    }

    @Property
    void different_users_have_different_names_that_fit(@ForAll("users") UserId one, @ForAll("users") UserId other) {
        TurnOwner owner = TurnOwner.of(one);
        assertEquals(one.equals(other), owner.equals(TurnOwner.of(other)));
        assertEquals(one.tenant().equals(other.tenant()), owner.isOf(other.tenant()), owner + " of " + other.tenant());
        assertTrue(owner.text().matches("[A-Za-z0-9=~._@-]+/[A-Za-z0-9=~._@-]+"), owner.text());
        assertTrue(owner.text().getBytes(StandardCharsets.UTF_8).length <= MAX_BYTES);
        TurnName name = new TurnName(1_790_000_000, owner);
        assertEquals(Optional.of(name), TurnName.parse(name.text()));
    }

    @Provide
    Arbitrary<UserId> users() {
        Arbitrary<String> names = Arbitraries.oneOf(
                Arbitraries.of("a", "a/b", "b", "b/c", "=", "=3D", "~", "a~", "x".repeat(128), "ö".repeat(128)),
                Arbitraries.strings()
                        .withChars("ab/=~%:öX")
                        .ofMinLength(1)
                        .ofMaxLength(128)
                        .map(name -> name.replace("X", "😀")));
        return names.flatMap(tenant -> names.map(user -> new UserId(new Tenant(tenant), user)));
    }
}
