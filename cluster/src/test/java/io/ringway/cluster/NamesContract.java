package io.ringway.cluster;

import static io.ringway.cluster.ClusterContract.tenant;
import static io.ringway.cluster.TestNode.patiently;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Who gets a name that only one connection may hold, asked of one node. */
public interface NamesContract {
    /** A started node; the same in every call. */
    TestNode node();

    @Test
    default void givesANameToOneConnectionAtATime() {
        Name name = new Name(tenant(), "ada " + UUID.randomUUID());
        Cid first = node().cluster.newCid();
        Cid second = node().cluster.newCid();
        assertEquals(first, claim(node(), name, first, "one client", null));
        assertEquals(first, claim(node(), name, second, "another client", null));
        assertEquals(Optional.of(first), holder(node(), name));
        node().run(() -> node().cluster.claims().release(name, second));
        assertEquals(Optional.of(first), holder(node(), name), "released by somebody else");
        node().run(() -> node().cluster.claims().release(name, first));
        assertEquals(second, claim(node(), name, second, "another client", null));
        assertEquals(List.of(), lost(node(), name));
    }

    @Test
    default void handsANameOnToTheSameClientAndTellsTheOneBefore() {
        Name name = new Name(tenant(), "ada " + UUID.randomUUID());
        Cid before = node().cluster.newCid();
        Cid now = node().cluster.newCid();
        claim(node(), name, before, "client", null);
        assertEquals(now, claim(node(), name, now, "client", null));
        assertEquals(List.of(name + " " + before), lost(node(), name));
        node().run(() -> node().cluster.claims().release(name, before));
        assertEquals(Optional.of(now), holder(node(), name));
    }

    @Test
    default void forgetsAHolderThatWasGoneBeforeItHadTheName() {
        Name name = new Name(tenant(), "ada " + UUID.randomUUID());
        Cid first = node().cluster.newCid();
        Cid second = node().cluster.newCid();
        node().run(() -> {
            node().cluster.claims().claim(name, first, Bytes.utf8("one client"), null);
            node().cluster.claims().release(name, first);
        });
        assertEquals(second, claim(node(), name, second, "another client", null));
        assertEquals(List.of(), lost(node(), name));
    }

    @Test
    default void takesANameFromAHolderThatIsKnownToBeGone() {
        Name name = new Name(tenant(), "ada " + UUID.randomUUID());
        Cid gone = node().cluster.newCid();
        Cid other = node().cluster.newCid();
        Cid now = node().cluster.newCid();
        claim(node(), name, gone, "client", null);
        assertEquals(gone, claim(node(), name, now, "another", other));
        assertEquals(now, claim(node(), name, now, "another", gone));
        assertEquals(Optional.of(now), holder(node(), name));
    }

    @Test
    default void listsTheNamesOfATenantPageByPage() {
        Tenant tenant = tenant();
        for (String text : List.of("eve", "ada", "\uD83D\uDE00", "\uFF21", "bob")) {
            claim(node(), new Name(tenant, text), node().cluster.newCid(), "client", null);
        }
        claim(node(), new Name(tenant(), "stranger"), node().cluster.newCid(), "client", null);
        assertEquals(List.of("ada", "bob"), names(tenant, "", 2));
        assertEquals(List.of("eve", "\uFF21", "\uD83D\uDE00"), names(tenant, "bob", 9));
        assertEquals(List.of(), names(tenant, "\uD83D\uDE00", 2));
    }

    static Cid claim(TestNode node, Name name, Cid cid, String client, @Nullable Cid stale) {
        return node.call(() -> node.cluster.claims().claim(name, cid, Bytes.utf8(client), stale));
    }

    static Optional<Cid> holder(TestNode node, Name name) {
        return patiently(() -> node.call(() -> node.cluster.claims().holder(name)));
    }

    static List<String> lost(TestNode node, Name name) {
        return node.inbox.lost().stream()
                .filter(text -> text.startsWith(name + " "))
                .toList();
    }

    private List<String> names(Tenant tenant, String after, int limit) {
        return node().call(() -> node().cluster.claims().names(tenant, after, limit)).stream()
                .map(Name::text)
                .toList();
    }
}
