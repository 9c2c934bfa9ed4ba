package io.ringway.gateway.groups;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.cluster.Bytes;
import io.ringway.cluster.Cid;
import io.ringway.cluster.Group;
import io.ringway.cluster.NodeRef;
import io.ringway.cluster.Tenant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.IntRange;

/** Whatever order words come in, twice or late: nodes that have heard the same know the same. */
class RegistersPropertiesTest {
    private static final Cid OWNER = new Cid(new NodeRef(1, 0), 2, 3);
    private static final List<Group> GROUPS =
            List.of(new Group(new Tenant("a"), "g"), new Group(new Tenant("a"), "h"), new Group(new Tenant("b"), "g"));

    @Property(tries = 200, seed = "85", shrinking = ShrinkingMode.OFF)
    void nodesThatHaveHeardTheSameKnowTheSame(@ForAll long seed, @ForAll @IntRange(min = 2, max = 4) int count) {
        Random random = new Random(seed);
        List<Registers> nodes = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            nodes.add(new Registers());
        }
        List<Entry> said = new ArrayList<>();
        long now = 1_000_000;
        for (int step = 0; step < 60; step++) {
            now += random.nextInt(3);
            int at = random.nextInt(count);
            // Clocks differ, by less than a word's life.
            Entry word = any(random, nodes.get(at), now + at * 5L, at);
            nodes.get(at).take(now, word);
            said.add(word);
            if (random.nextBoolean()) {
                nodes.get(random.nextInt(count)).take(now, said.get(random.nextInt(said.size())));
            }
        }
        for (Registers node : nodes) {
            List<Entry> late = new ArrayList<>(said);
            Collections.shuffle(late, random);
            for (Entry word : late) {
                node.take(now, word);
            }
        }
        for (Registers node : nodes) {
            assertEquals(pages(nodes.getFirst()), pages(node));
            assertEquals(nodes.getFirst().sums(), node.sums());
            assertEquals(pages(node).size(), size(node));
            whatDiffersShows(copy(node, now), now);
            assertEquals(
                    pages(node).stream()
                            .filter(entry -> OWNER.equals(entry.owner()))
                            .map(Entry::id)
                            .collect(Collectors.toSet()),
                    Set.copyOf(node.owned(OWNER)));
        }
        whatEndsIsForgotten(nodes.getFirst(), now);
    }

    private static Entry any(Random random, Registers node, long now, int at) {
        Group group = GROUPS.get(random.nextInt(GROUPS.size()));
        return switch (random.nextInt(6)) {
            case 0 -> node.settings(now, at, group, new GroupSettings(1 + random.nextInt(9), 0));
            case 1 -> node.settings(now, at, group, new GroupSettings(0, now + 10_000 + random.nextInt(1_000)));
            case 2 -> node.closure(now, at, group, now + random.nextInt(100));
            case 3 ->
                node.state(
                        now,
                        at,
                        group,
                        "k" + random.nextInt(3),
                        Bytes.utf8("1"),
                        now + 50_000 + random.nextInt(1_000),
                        random.nextBoolean() ? null : OWNER);
            case 4 -> node.remove(now, at, new Entry.Id(group, Entry.Kind.STATE, "k" + random.nextInt(3)));
            default -> node.remove(now, at, new Entry.Id(group, Entry.Kind.SETTINGS, ""));
        };
    }

    private static int size(Registers node) {
        int size = 0;
        for (Tenant tenant : List.of(new Tenant("a"), new Tenant("b"))) {
            for (Entry.Kind kind : Entry.Kind.values()) {
                size += node.size(tenant, kind);
            }
        }
        return size;
    }

    private static Registers copy(Registers node, long now) {
        Registers copy = new Registers();
        pages(node).forEach(entry -> copy.take(now, entry));
        return copy;
    }

    private static void whatDiffersShows(Registers node, long now) {
        List<Long> before = node.sums();
        Entry word = node.settings(now, 9, new Group(new Tenant("c"), "g"), new GroupSettings(1, now + 1));
        assertTrue(node.take(now, word));
        assertEquals(
                1,
                IntStream.range(0, before.size())
                        .filter(row -> !before.get(row).equals(node.sums().get(row)))
                        .count());
        node.expire(now + 2 * GroupSettings.KEPT_AFTER_END_MILLIS);
        node.ended(now + 1);
        assertEquals(copy(node, now).sums(), node.sums(), "what was removed is in no sum");
    }

    private static BitSet everything() {
        BitSet rows = new BitSet();
        rows.set(0, Rows.COUNT);
        return rows;
    }

    private static List<Entry> pages(Registers node) {
        List<Entry> all = new ArrayList<>();
        for (List<Entry> page = node.page(everything(), null, 300);
                !page.isEmpty();
                page = node.page(everything(), all.getLast().id(), 300)) {
            all.addAll(page);
        }
        return all;
    }

    private static void whatEndsIsForgotten(Registers node, long now) {
        long later = now + 2 * GroupSettings.KEPT_AFTER_END_MILLIS;
        int ends = (int) pages(node).stream()
                .filter(entry -> entry.ends() != Entry.NEVER)
                .count();
        assertTrue(node.expire(later).size() >= ends);
        node.expire(later);
        assertTrue(pages(node).stream().allMatch(entry -> entry.ends() == Entry.NEVER));
        for (Group group : node.ended(later)) {
            throw new AssertionError(group + " ends though it is forgotten");
        }
    }
}
