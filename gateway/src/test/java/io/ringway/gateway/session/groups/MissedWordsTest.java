package io.ringway.gateway.session.groups;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.cluster.Bytes;
import io.ringway.cluster.Group;
import io.ringway.cluster.NodeRef;
import io.ringway.cluster.Tenant;
import io.ringway.cluster.words.WordStore;
import io.ringway.gateway.groups.Entry;
import io.ringway.gateway.groups.GroupSettings;
import io.ringway.gateway.session.groups.Words.Enough;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** What is said reaches every node, whatever is lost and whoever dies. */
class MissedWordsTest {
    private static final Group GROUP = new Group(new Tenant("demo"), "g");
    private static final NodeRef FIRST = new NodeRef(1, 0);

    private final WordNet net = new WordNet(WordStore.NONE);

    private Entry bound(Words node, Group group) {
        return node.registers().settings(net.now, node.self(), group, new GroupSettings(3, 0));
    }

    private static boolean knows(Words node, Group group) {
        return node.registers().settings(group) != null;
    }

    @Test
    void aBoundThatANodeDidNotHearOfIsThereOnceItAnswers() {
        Words told = net.add(1);
        net.add(2);
        Words deaf = net.add(3);
        net.pass(10);
        net.cut((from, to) -> to.id() == 3 || from.id() == 3);
        assertTrue(told.say(List.of(bound(told, GROUP)), Enough.ALL).succeeded(), "one other node has it");
        net.pass(60);
        assertFalse(knows(deaf, GROUP));

        net.cut((from, to) -> false);
        net.pass(1);
        assertTrue(knows(deaf, GROUP));
    }

    @Test
    void aBanIsNotLostWithTheNodeThatWasToSayIt() {
        Words told = net.add(1);
        Words heard = net.add(2);
        Words missed = net.add(3);
        net.pass(10);
        net.cut((from, to) -> from.equals(FIRST) && to.id() == 3);
        Entry ban = new Entry(
                new Entry.Id(new Group(GROUP.tenant(), "-"), Entry.Kind.EXCLUSION, "2ada"),
                net.now,
                0,
                Long.MAX_VALUE,
                null,
                Bytes.wrap(new byte[Long.BYTES]));
        assertTrue(told.say(List.of(ban), Enough.ALL).succeeded());
        assertNull(missed.registers().find(ban.id()));
        net.kill(1);

        net.pass(10);
        assertNotNull(heard.registers().find(ban.id()));
        assertNotNull(missed.registers().find(ban.id()), "the one that heard it tells");
    }

    @Test
    void whatNobodyElseHasHeardIsNotAcknowledgedAndComesAllTheSame() {
        Words told = net.add(1);
        Words other = net.add(2);
        net.pass(10);
        net.cut((from, to) -> true);
        assertTrue(told.say(List.of(bound(told, GROUP)), Enough.ALL).failed());
        net.cut((from, to) -> false);
        net.pass(1);
        assertTrue(knows(other, GROUP));
    }

    @Test
    void nodesThatKnowTheSameAskEachOtherForNothingMore() {
        Words told = net.add(1);
        Words other = net.add(2);
        for (int i = 0; i < 2_000; i++) {
            told.say(List.of(bound(told, new Group(GROUP.tenant(), "g" + i))), Enough.ALL);
        }
        net.pass(10);
        assertEquals(told.registers().sums(), other.registers().sums());
        net.asked = 0;
        net.pass(60);
        assertTrue(net.asked <= 2 * 60 / 5 + 2, "a look each in five seconds, not " + net.asked);
    }

    @Property(tries = 40, seed = "103", shrinking = ShrinkingMode.OFF)
    void nodesComeToKnowTheSameWhateverWasLost(@ForAll long seed, @ForAll @IntRange(min = 2, max = 5) int count) {
        Random random = new Random(seed);
        WordNet wild = new WordNet(WordStore.NONE);
        for (int id = 1; id <= count; id++) {
            wild.add(id);
        }
        for (int step = 0; step < 80; step++) {
            int lossPercent = random.nextInt(100);
            wild.cut((from, to) -> random.nextInt(100) < lossPercent);
            Words node = new ArrayList<>(wild.nodes.values()).get(random.nextInt(wild.nodes.size()));
            Group group = new Group(new Tenant("t" + random.nextInt(3)), "g" + random.nextInt(9));
            node.say(List.of(any(random, wild, node, group)), random.nextBoolean() ? Enough.ALL : Enough.ONE);
            wild.pass(random.nextInt(3));
            if (random.nextInt(30) == 0) {
                wild.add(count + 1 + step);
            } else if (random.nextInt(30) == 0 && wild.nodes.size() > 1) {
                wild.nodes.remove(wild.nodes.keySet().iterator().next());
            }
        }
        wild.cut((from, to) -> false);
        wild.pass(8);
        Words one = wild.nodes.values().iterator().next();
        for (Words other : wild.nodes.values()) {
            assertEquals(WordNet.all(one), WordNet.all(other));
            assertEquals(one.registers().sums(), other.registers().sums());
        }
    }

    private static Entry any(Random random, WordNet net, Words node, Group group) {
        return switch (random.nextInt(4)) {
            case 0 -> node.registers().settings(net.now, node.self(), group, new GroupSettings(2, 0));
            case 1 -> node.registers().closure(net.now, node.self(), group, net.now + 10_000_000);
            case 2 -> node.registers().remove(net.now, node.self(), new Entry.Id(group, Entry.Kind.SETTINGS, ""));
            default ->
                node.registers()
                        .state(
                                net.now,
                                node.self(),
                                group,
                                "k" + random.nextInt(3),
                                Bytes.utf8("1"),
                                net.now + 10_000_000,
                                null);
        };
    }
}
