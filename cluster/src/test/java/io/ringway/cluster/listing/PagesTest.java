package io.ringway.cluster.listing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.cluster.Group;
import io.ringway.cluster.GroupCount;
import io.ringway.cluster.GroupQuery;
import io.ringway.cluster.GroupQuery.Filter;
import io.ringway.cluster.Tenant;
import io.ringway.cluster.UserId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.jspecify.annotations.Nullable;

/** Nodes that have groups and users in common: pages of all of them, made of a page of each. */
class PagesTest {
    private static final int NODES = 3;
    private static final Tenant DEMO = new Tenant("demo");

    /** A node has so many members of a group from now on; or one connection more, or less, of a user. */
    record Step(int node, String name, int members) {}

    @Provide
    Arbitrary<List<Step>> steps() {
        Arbitrary<String> name =
                Arbitraries.strings().withChars("ab\uFF21").ofMinLength(1).ofMaxLength(3);
        Arbitrary<String> above = Arbitraries.of("\uD83D\uDE00", "a\uD83D\uDE00");
        return Combinators.combine(
                        Arbitraries.integers().between(0, NODES - 1),
                        Arbitraries.oneOf(name, above),
                        Arbitraries.integers().between(0, 3))
                .as(Step::new)
                .list()
                .ofMaxSize(60);
    }

    @Provide
    Arbitrary<Filter> filters() {
        Arbitrary<String> bound = Arbitraries.of("a", "b", "ab", "\uFF21");
        Arbitrary<Boolean> flag = Arbitraries.of(true, false);
        return Arbitraries.oneOf(
                Arbitraries.just(new Filter.All()),
                bound.map(Filter.NamePrefix::new),
                bound.map(Filter.NameNot::new),
                Combinators.combine(bound.injectNull(0.3), flag, bound.injectNull(0.3), flag)
                        .as(Filter.NameBetween::new));
    }

    private static final class Groups {
        final List<GroupTable> nodes =
                IntStream.range(0, NODES).mapToObj(node -> new GroupTable()).toList();
        final Map<String, int[]> members = new TreeMap<>(CodePoints.ORDER);

        void apply(Step step) {
            nodes.get(step.node).put(new Group(DEMO, step.name), step.members);
            members.computeIfAbsent(step.name, first -> new int[NODES])[step.node] = step.members;
        }

        int total(String name) {
            int[] each = members.get(name);
            return each == null ? 0 : IntStream.of(each).sum();
        }

        List<GroupCount> page(Filter filter, boolean ascending, int limit, @Nullable GroupCount after) {
            GroupQuery query = new GroupQuery(DEMO, GroupQuery.Key.NAME, filter, ascending, limit, after);
            List<List<GroupCount>> parts =
                    nodes.stream().map(node -> node.page(query)).toList();
            parts.forEach(part -> assertTrue(part.size() <= limit));
            return Pages.groups(parts, ascending, limit);
        }

        List<GroupCount> all(Filter filter, boolean ascending) {
            List<GroupCount> all = new ArrayList<>();
            members.keySet().stream()
                    .filter(name -> total(name) > 0 && Filters.matches(filter, name, total(name)))
                    .forEach(name -> all.add(new GroupCount(new Group(DEMO, name), total(name))));
            return ascending ? all : all.reversed();
        }
    }

    @Property(tries = 300)
    void pagesOfGroupsJoinedAreTheWholeListInOrder(
            @ForAll("steps") List<Step> steps,
            @ForAll("filters") Filter filter,
            @ForAll boolean ascending,
            @ForAll @IntRange(min = 1, max = 7) int limit) {
        Groups groups = new Groups();
        steps.forEach(groups::apply);
        List<GroupCount> joined = new ArrayList<>();
        List<GroupCount> page;
        do {
            page = groups.page(filter, ascending, limit, joined.isEmpty() ? null : joined.getLast());
            joined.addAll(page);
        } while (page.size() == limit);
        assertEquals(groups.all(filter, ascending), joined);
    }

    @Property(tries = 300)
    void noGroupComesTwiceAndNoneThatStaysIsLeftOutWhileOthersChange(
            @ForAll("steps") List<Step> before,
            @ForAll("steps") List<Step> meanwhile,
            @ForAll boolean ascending,
            @ForAll @IntRange(min = 1, max = 4) int limit) {
        Groups groups = new Groups();
        before.forEach(groups::apply);
        Set<String> stays = new HashSet<>(groups.members.keySet());
        stays.removeIf(name -> groups.total(name) == 0);
        List<Step> left = new ArrayList<>(meanwhile);
        List<String> joined = new ArrayList<>();
        GroupCount last = null;
        List<GroupCount> page;
        do {
            page = groups.page(new Filter.All(), ascending, limit, last);
            for (GroupCount row : page) {
                assertEquals(groups.total(row.group().name()), row.members(), "with the members of all nodes");
                joined.add(row.group().name());
            }
            last = page.isEmpty() ? last : page.getLast();
            for (int i = 0; i < 3 && !left.isEmpty(); i++) {
                Step step = left.removeFirst();
                groups.apply(step);
                if (groups.total(step.name) == 0) {
                    stays.remove(step.name);
                }
            }
        } while (page.size() == limit);
        assertIncreases(joined, ascending);
        assertTrue(joined.containsAll(stays), () -> joined + " of " + stays);
    }

    private static void assertIncreases(List<String> joined, boolean ascending) {
        Comparator<String> order = ascending ? CodePoints.ORDER : CodePoints.ORDER.reversed();
        for (int i = 1; i < joined.size(); i++) {
            assertTrue(order.compare(joined.get(i - 1), joined.get(i)) < 0, joined::toString);
        }
    }

    @Property(tries = 300)
    void noUserComesTwiceAndNoneThatStaysIsLeftOutWhileOthersChange(
            @ForAll("steps") List<Step> before,
            @ForAll("steps") List<Step> meanwhile,
            @ForAll @IntRange(min = 1, max = 4) int limit) {
        List<UserTable> nodes =
                IntStream.range(0, NODES).mapToObj(node -> new UserTable()).toList();
        before.forEach(step -> apply(nodes, step));
        Set<String> stays = new HashSet<>();
        before.forEach(step -> stays.add(step.name));
        stays.removeIf(id -> !isHere(nodes, id));
        List<Step> left = new ArrayList<>(meanwhile);
        List<String> joined = new ArrayList<>();
        List<UserId> page;
        do {
            String after = joined.isEmpty() ? "" : joined.getLast();
            page = Pages.users(
                    nodes.stream().map(node -> node.page(DEMO, after, limit)).toList(), limit);
            page.forEach(user -> joined.add(user.id()));
            for (int i = 0; i < 3 && !left.isEmpty(); i++) {
                Step step = left.removeFirst();
                apply(nodes, step);
                stays.removeIf(id -> !isHere(nodes, id));
            }
        } while (page.size() == limit);
        assertIncreases(joined, true);
        assertTrue(joined.containsAll(stays), () -> joined + " of " + stays);
    }

    private static void apply(List<UserTable> nodes, Step step) {
        UserId user = new UserId(DEMO, step.name);
        if (step.members > 0) {
            nodes.get(step.node).connected(user);
        } else {
            nodes.get(step.node).disconnected(user);
        }
    }

    private static boolean isHere(List<UserTable> nodes, String id) {
        return nodes.stream().anyMatch(node -> node.count(new UserId(DEMO, id)) > 0);
    }
}
