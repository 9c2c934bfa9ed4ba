package io.ringway.cluster;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.cluster.GroupQuery.Filter;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What every cluster promises to the one node that it runs on, whether or not there are others. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class ClusterContract {
    /** A started node; the same in every call. */
    protected abstract TestNode node();

    /** A tenant of this test alone: nothing of other tests is seen. */
    public static Tenant tenant() {
        return new Tenant("tenant " + UUID.randomUUID());
    }

    public static Group group(String name) {
        return new Group(tenant(), name);
    }

    @Test
    void isReadyOnceStarted() {
        assertTrue(node().cluster.health().ready());
        await().untilAsserted(
                        () -> assertEquals(List.of(), node().cluster.health().reasons()));
        assertFalse(node().cluster.peers().contains(node().cluster.self()));
    }

    @Test
    void hasASecret() {
        assertEquals(32, node().cluster.secret().length);
        assertArrayEquals(node().cluster.secret(), node().cluster.secret());
    }

    @Test
    void findsItsOwnConnectionsHere() {
        Cid own = node().cluster.newCid();
        Cid stranger = Cid.create(new NodeRef(1, 0));
        assertEquals(Optional.of(node().cluster.self()), locate(own));
        assertEquals(Optional.empty(), locate(stranger));
    }

    private Optional<NodeRef> locate(Cid cid) {
        return node().call(() ->
                Future.succeededFuture(Optional.ofNullable(node().cluster.locate(cid))));
    }

    @Test
    void askingANodeThatIsNotThereFails() {
        assertThrows(
                AssertionError.class,
                () -> node().call(() -> node().cluster.ask(new NodeRef(1, 0), Buffer.buffer("well?"))));
    }

    @Test
    void tellsOfASuspectWithoutAStepOfTheRoster() {
        Group group = group("lobby");
        Member ada = node().join(group, "ada").member();
        node().run(() -> node().cluster.suspect(group, ada.cid(), true));
        node().run(() -> node().cluster.suspect(group, ada.cid(), false));
        TestNode.Joined bob = node().join(group, "bob");
        assertEquals(
                List.of("joined ada", "suspected ada", "back ada", "joined bob"),
                node().inbox.of(group));
        assertEquals(node().inbox.versions(group).getFirst() + 1, bob.version());
    }

    @Test
    void makesConnectionIdsThatNameTheirNode() {
        Cid cid = node().cluster.newCid();
        assertEquals(node().cluster.self(), cid.node());
        assertEquals(cid, Cid.parse(cid.toString()).orElseThrow());
    }

    @Test
    void answersAJoinWithTheRosterAndReportsItFirst() {
        Group group = group("lobby");
        TestNode.Joined ada = node().join(group, "ada");
        assertEquals(List.of("ada"), ada.users());
        assertTrue(ada.complete());
        TestNode.Joined bob = node().join(group, "bob");
        assertEquals(List.of("ada", "bob"), bob.users());
        assertEquals(List.of("joined ada", "joined bob"), node().inbox.of(group));
        assertEquals(bob.version(), node().inbox.versions(group).getLast());
    }

    @Test
    void countsVersionsWithoutGapsAndNeverBack() {
        Group group = group("lobby");
        Member ada = node().join(group, "ada").member();
        Member bob = node().join(group, "bob").member();
        node().run(() -> node().cluster.update(group, bob.withMeta(Bytes.utf8("busy"))));
        node().leave(group, ada, LeaveReason.LEFT);
        node().leave(group, bob, LeaveReason.DISCONNECTED);
        node().join(group, "eve");
        List<Long> versions = node().inbox.versions(group);
        assertEquals(6, versions.size());
        for (int i = 1; i < 5; i++) {
            assertEquals(versions.get(i - 1) + 1, versions.get(i));
        }
        assertTrue(versions.get(5) > versions.get(4), () -> "went back: " + versions);
        assertEquals(
                List.of("joined ada", "joined bob", "updated bob busy", "LEFT ada", "DISCONNECTED bob", "joined eve"),
                node().inbox.of(group));
    }

    @Test
    void showsAGroupOnlyWhileItHasMembersHere() {
        Group group = group("lobby");
        node().run(() -> assertNull(node().cluster.view(group)));
        Member ada = node().join(group, "ada").member();
        node().run(() -> assertEquals(1, view(group).size()));
        node().leave(group, ada, LeaveReason.LEFT);
        node().run(() -> assertNull(node().cluster.view(group)));
        assertEquals(List.of(), node().roster(group));
    }

    private GroupView view(Group group) {
        GroupView view = node().cluster.view(group);
        assertNotNull(view);
        return view;
    }

    @Test
    void ignoresStrangersWhoLeaveOrUpdate() {
        Group group = group("lobby");
        Member stranger = node().member(group, "stranger");
        node().join(group, "ada");
        node().leave(group, stranger, LeaveReason.LEFT);
        node().run(() -> node().cluster.update(group, stranger));
        assertEquals(List.of("joined ada"), node().inbox.of(group));
    }

    @Test
    void takesASecondJoinAsAnUpdate() {
        Group group = group("lobby");
        Member ada = node().join(group, "ada").member();
        node().join(group, ada);
        node().join(group, ada.withMeta(Bytes.utf8("2")));
        assertEquals(List.of("joined ada", "updated ada 2"), node().inbox.of(group));
        assertEquals(List.of("ada"), node().roster(group));
    }

    @Test
    void keepsTenantsApart() {
        Group mine = group("lobby");
        Group theirs = group("lobby");
        node().join(mine, "ada");
        node().join(theirs, "bob");
        assertEquals(List.of("ada"), node().roster(mine));
        assertEquals(List.of("bob"), node().roster(theirs));
        assertEquals(List.of("lobby 1"), list(query(mine.tenant(), GroupQuery.Key.NAME, new Filter.All())));
        node().run(() -> node().cluster.connected(new UserId(mine.tenant(), "ada")));
        assertEquals(List.of(), node().call(() -> node().cluster.users(theirs.tenant(), "", 10)));
    }

    @Test
    void deliversNothingToItself() {
        Group group = group("lobby");
        Member ada = node().join(group, "ada").member();
        node().run(() -> node().cluster.connected(ada.user()));
        Buffer payload = Buffer.buffer("x");
        node().run(() -> assertEquals(0, node().cluster.publish(group, payload)));
        assertEquals(0, node().call(() -> node().cluster.announce(group, payload)));
        assertEquals(0, node().call(() -> node().cluster.send(ada.user(), payload)));
        Cid unreachable = Cid.create(new NodeRef(1, 0));
        assertFalse(node().call(() -> node().cluster.send(unreachable, payload)));
        assertEquals(List.of("joined ada"), node().inbox.of(group));
    }

    @Test
    void listsUsersOncePageByPage() {
        Tenant tenant = tenant();
        for (String id : List.of("eve", "ada", "bob", "ada", "\uD83D\uDE00", "\uFF21")) {
            node().run(() -> node().cluster.connected(new UserId(tenant, id)));
        }
        node().run(() -> node().cluster.disconnected(new UserId(tenant, "ada")));
        node().run(() -> node().cluster.disconnected(new UserId(tenant, "bob")));
        node().run(() -> node().cluster.disconnected(new UserId(tenant, "nobody")));
        assertEquals(List.of("ada", "eve"), users(tenant, "", 2));
        assertEquals(List.of("\uFF21", "\uD83D\uDE00"), users(tenant, "eve", 2));
        assertEquals(List.of(), users(tenant, "\uD83D\uDE00", 2));
    }

    private List<String> users(Tenant tenant, String after, int limit) {
        return node().call(() -> node().cluster.users(tenant, after, limit)).stream()
                .map(UserId::id)
                .toList();
    }

    @Test
    void listsGroupsInEveryOrderWithEveryFilter() {
        Tenant tenant = groups("ant:2", "bee:1", "beetle:3", "cat:2", "\uD83D\uDE00:1", "\uFF21:1");
        assertEquals(
                List.of("ant 2", "bee 1", "beetle 3", "cat 2", "\uFF21 1", "\uD83D\uDE00 1"),
                list(query(tenant, GroupQuery.Key.NAME, new Filter.All())));
        assertEquals(
                List.of("bee 1", "\uFF21 1", "\uD83D\uDE00 1", "ant 2", "cat 2", "beetle 3"),
                list(query(tenant, GroupQuery.Key.MEMBERS, new Filter.All())));
        assertEquals(
                List.of("bee 1", "beetle 3"), list(query(tenant, GroupQuery.Key.NAME, new Filter.NamePrefix("bee"))));
        assertEquals(List.of("ant 2", "cat 2"), list(query(tenant, GroupQuery.Key.NAME, new Filter.NameSuffix("t"))));
        assertEquals(
                5,
                list(query(tenant, GroupQuery.Key.NAME, new Filter.NameNot("bee")))
                        .size());
        assertEquals(
                List.of("bee 1", "beetle 3"),
                list(query(tenant, GroupQuery.Key.NAME, new Filter.NameBetween("bee", true, "cat", false))));
        assertEquals(
                List.of("beetle 3", "cat 2"),
                list(query(tenant, GroupQuery.Key.NAME, new Filter.NameBetween("bee", false, "cat", true))));
        assertEquals(
                List.of("\uD83D\uDE00 1"),
                list(query(tenant, GroupQuery.Key.NAME, new Filter.NameBetween("\uFF21", false, null, false))));
        assertEquals(
                List.of("ant 2"),
                list(query(tenant, GroupQuery.Key.NAME, new Filter.NameBetween(null, false, "bee", false))));
        assertEquals(
                List.of("ant 2", "cat 2", "beetle 3"),
                list(query(tenant, GroupQuery.Key.MEMBERS, new Filter.MembersBetween(2, 3))));
        assertEquals(
                List.of("ant 2", "beetle 3", "cat 2"),
                list(query(tenant, GroupQuery.Key.NAME, new Filter.MembersBetween(2, 3))));
        assertEquals(
                List.of("ant 2", "cat 2", "beetle 3"),
                list(query(tenant, GroupQuery.Key.MEMBERS, new Filter.MembersNot(1))));
        assertEquals(
                List.of("bee 1", "beetle 3"),
                list(query(tenant, GroupQuery.Key.MEMBERS, new Filter.NamePrefix("bee"))));
    }

    @Test
    void pagesUpAndDownWithoutLosingOrRepeatingARow() {
        Tenant tenant = groups("a:1", "b:2", "c:1", "d:3", "e:2", "f:1", "g:1");
        List<String> byName = List.of("a 1", "b 2", "c 1", "d 3", "e 2", "f 1", "g 1");
        List<String> byMembers = List.of("a 1", "c 1", "f 1", "g 1", "b 2", "e 2", "d 3");
        assertEquals(byName, pages(tenant, GroupQuery.Key.NAME, true));
        assertEquals(byName.reversed(), pages(tenant, GroupQuery.Key.NAME, false));
        assertEquals(byMembers, pages(tenant, GroupQuery.Key.MEMBERS, true));
        assertEquals(byMembers.reversed(), pages(tenant, GroupQuery.Key.MEMBERS, false));
    }

    @Test
    void listsAJoinThatCameJustBefore() {
        Group group = group("fresh");
        GroupQuery query = query(group.tenant(), GroupQuery.Key.NAME, new Filter.All());
        for (int i = 1; i <= 5; i++) {
            node().join(group, "user" + i);
            assertEquals(List.of("fresh " + i), list(query));
        }
    }

    @Test
    void givesANameToOneConnectionAtATime() {
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
    void handsANameOnToTheSameClientAndTellsTheOneBefore() {
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
    void forgetsAHolderThatWasGoneBeforeItHadTheName() {
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
    void takesANameFromAHolderThatIsKnownToBeGone() {
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
    void listsTheNamesOfATenantPageByPage() {
        Tenant tenant = tenant();
        for (String text : List.of("eve", "ada", "\uD83D\uDE00", "\uFF21", "bob")) {
            claim(node(), new Name(tenant, text), node().cluster.newCid(), "client", null);
        }
        claim(node(), new Name(tenant(), "stranger"), node().cluster.newCid(), "client", null);
        assertEquals(List.of("ada", "bob"), names(tenant, "", 2));
        assertEquals(List.of("eve", "\uFF21", "\uD83D\uDE00"), names(tenant, "bob", 9));
        assertEquals(List.of(), names(tenant, "\uD83D\uDE00", 2));
    }

    public static Cid claim(TestNode node, Name name, Cid cid, String client, @Nullable Cid stale) {
        return node.call(() -> node.cluster.claims().claim(name, cid, Bytes.utf8(client), stale));
    }

    /** A look-up is given up after a quarter of a second, which a machine that is busy may take: then again. */
    public static <T> T patiently(Callable<T> lookUp) {
        return await().pollDelay(Duration.ZERO)
                .ignoreExceptionsInstanceOf(AssertionError.class)
                .until(lookUp, answer -> true);
    }

    public static Optional<Cid> holder(TestNode node, Name name) {
        return patiently(() -> node.call(() -> node.cluster.claims().holder(name)));
    }

    public static List<String> lost(TestNode node, Name name) {
        return node.inbox.lost().stream()
                .filter(text -> text.startsWith(name + " "))
                .toList();
    }

    private List<String> names(Tenant tenant, String after, int limit) {
        return node().call(() -> node().cluster.claims().names(tenant, after, limit)).stream()
                .map(Name::text)
                .toList();
    }

    /** Groups of a tenant, each given as {@code name:members}. */
    private Tenant groups(String... groups) {
        Tenant tenant = tenant();
        for (String group : groups) {
            int colon = group.indexOf(':');
            for (int i = 0; i < Integer.parseInt(group.substring(colon + 1)); i++) {
                node().join(new Group(tenant, group.substring(0, colon)), "user" + i);
            }
        }
        return tenant;
    }

    private List<String> pages(Tenant tenant, GroupQuery.Key by, boolean ascending) {
        List<String> all = new ArrayList<>();
        GroupCount last = null;
        List<GroupCount> page;
        do {
            GroupCount after = last;
            page = node().call(() -> node().cluster.groups(paged(tenant, by, ascending, after)));
            page.forEach(row -> all.add(row.group() + " " + row.members()));
            last = page.isEmpty() ? null : page.getLast();
        } while (page.size() == 3);
        return all;
    }

    private static GroupQuery paged(Tenant tenant, GroupQuery.Key by, boolean ascending, @Nullable GroupCount after) {
        return new GroupQuery(tenant, by, new Filter.All(), ascending, 3, after);
    }

    public static GroupQuery query(Tenant tenant, GroupQuery.Key by, Filter filter) {
        return new GroupQuery(tenant, by, filter, true, 100, null);
    }

    private List<String> list(GroupQuery query) {
        return list(node(), query);
    }

    public static List<String> list(TestNode node, GroupQuery query) {
        return node.call(() -> node.cluster.groups(query)).stream()
                .map(row -> row.group() + " " + row.members())
                .toList();
    }
}
