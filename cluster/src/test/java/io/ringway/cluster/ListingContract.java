package io.ringway.cluster;

import static io.ringway.cluster.ClusterContract.group;
import static io.ringway.cluster.ClusterContract.tenant;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ringway.cluster.GroupQuery.Filter;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** How every cluster lists users and groups, asked on one node of it. */
public interface ListingContract {
    /** A started node; the same in every call. */
    TestNode node();

    @Test
    default void listsUsersOncePageByPage() {
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

    @Test
    default void listsGroupsInEveryOrderWithEveryFilter() {
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
    default void pagesUpAndDownWithoutLosingOrRepeatingARow() {
        Tenant tenant = groups("a:1", "b:2", "c:1", "d:3", "e:2", "f:1", "g:1");
        List<String> byName = List.of("a 1", "b 2", "c 1", "d 3", "e 2", "f 1", "g 1");
        List<String> byMembers = List.of("a 1", "c 1", "f 1", "g 1", "b 2", "e 2", "d 3");
        assertEquals(byName, pages(tenant, GroupQuery.Key.NAME, true));
        assertEquals(byName.reversed(), pages(tenant, GroupQuery.Key.NAME, false));
        assertEquals(byMembers, pages(tenant, GroupQuery.Key.MEMBERS, true));
        assertEquals(byMembers.reversed(), pages(tenant, GroupQuery.Key.MEMBERS, false));
    }

    @Test
    default void listsAJoinThatCameJustBefore() {
        Group group = group("fresh");
        GroupQuery query = query(group.tenant(), GroupQuery.Key.NAME, new Filter.All());
        for (int i = 1; i <= 5; i++) {
            node().join(group, "user" + i);
            assertEquals(List.of("fresh " + i), list(query));
        }
    }

    private List<String> users(Tenant tenant, String after, int limit) {
        return node().call(() -> node().cluster.users(tenant, after, limit)).stream()
                .map(UserId::id)
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

    static GroupQuery query(Tenant tenant, GroupQuery.Key by, Filter filter) {
        return new GroupQuery(tenant, by, filter, true, 100, null);
    }

    private List<String> list(GroupQuery query) {
        return list(node(), query);
    }

    static List<String> list(TestNode node, GroupQuery query) {
        return node.call(() -> node.cluster.groups(query)).stream()
                .map(row -> row.group() + " " + row.members())
                .toList();
    }
}
