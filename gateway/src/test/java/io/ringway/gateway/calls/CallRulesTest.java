package io.ringway.gateway.calls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.cluster.Tenant;
import io.ringway.cluster.UserId;
import io.ringway.gateway.protocol.BusyPolicy;
import io.ringway.gateway.protocol.CallRule;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class CallRulesTest {
    private static final UserId BOB = new UserId(new Tenant("demo"), "bob");
    private static final UserId EVE = new UserId(new Tenant("demo"), "eve");

    /** Whatever order nodes hear of rules in, and however often: they come to the same. */
    @Property
    void theOrderOfNewsDoesNotMatter(@ForAll("rules") List<CallRule> said, @ForAll long seed) {
        List<CallRule> shuffled = new ArrayList<>(said);
        shuffled.addAll(said);
        Collections.shuffle(shuffled, new Random(seed));
        assertEquals(state(said), state(shuffled));
    }

    private static List<Object> state(List<CallRule> said) {
        CallRules rules = new CallRules();
        said.forEach(rule -> rules.merge(BOB, rule));
        return List.of(rules.blocked(BOB), String.valueOf(rules.onBusy(BOB)));
    }

    @Provide
    Arbitrary<List<CallRule>> rules() {
        Arbitrary<Long> stamp = Arbitraries.longs().between(1, 4);
        Arbitrary<CallRule> onBusy = Combinators.combine(
                        Arbitraries.of(BusyPolicy.class).injectNull(0.3), stamp)
                .as(CallRule.OnBusy::new);
        Arbitrary<CallRule> blocks = Combinators.combine(
                        Arbitraries.of("eve", "mallory"), Arbitraries.of(true, false), stamp)
                .as(CallRule.Blocks::new);
        return Arbitraries.oneOf(onBusy, blocks).list().ofMaxSize(8);
    }

    @Example
    void aNewNodeLearnsEverything() {
        CallRules rules = new CallRules();
        rules.merge(BOB, new CallRule.Blocks("eve", true, 1));
        rules.merge(BOB, new CallRule.OnBusy(BusyPolicy.REJECT, 1));
        CallRules other = new CallRules();
        rules.users().forEach(user -> rules.of(user).forEach(rule -> other.merge(user, rule)));
        assertTrue(other.blocks(BOB, EVE));
        assertEquals(BusyPolicy.REJECT, other.onBusy(BOB));
        assertFalse(other.blocks(EVE, BOB));
        assertNull(other.onBusy(EVE));
    }

    @Example
    void whatIsSaidNowWinsOverAClockThatRanAhead() {
        CallRules rules = new CallRules();
        rules.merge(BOB, new CallRule.Blocks("eve", true, 9_000));
        rules.merge(BOB, new CallRule.Blocks("eve", false, rules.stamp(BOB, 1_000)));
        assertEquals(List.of(), rules.blocked(BOB));
    }

    @Example
    void usersOfAnotherTenantPushNobodysRulesOut() {
        CallRules rules = new CallRules();
        rules.merge(BOB, new CallRule.Blocks("eve", true, 1));
        Tenant other = new Tenant("other");
        for (int i = 0; i <= CallRules.MAX_USERS; i++) {
            rules.merge(new UserId(other, "user" + i), new CallRule.OnBusy(BusyPolicy.REJECT, 1));
        }
        assertTrue(rules.blocks(BOB, EVE));
        assertNull(rules.onBusy(new UserId(other, "user0")), "the bound is there all the same");
        assertEquals(CallRules.MAX_USERS + 1, rules.users().size());
    }

    @Example
    void whatWasTakenBackDoesNotPileUp() {
        CallRules rules = new CallRules();
        rules.merge(BOB, new CallRule.Blocks("eve", true, 1));
        for (int i = 0; i < 3_000; i++) {
            rules.merge(BOB, new CallRule.Blocks("user" + i, false, i));
        }
        assertEquals(List.of("eve"), rules.blocked(BOB));
        assertEquals(2 * CallRules.MAX_BLOCKED, rules.of(BOB).size());
    }

    @Example
    void whatThereIsNoRoomForIsTold() {
        List<String> dropped = new ArrayList<>();
        CallRules rules = new CallRules((user, rule) -> dropped.add(user.id() + " " + rules(rule)));
        for (int i = 0; i <= 2 * CallRules.MAX_BLOCKED; i++) {
            rules.merge(BOB, new CallRule.Blocks("user" + i, false, i));
        }
        assertEquals(List.of("bob user0"), dropped);
        for (int i = 0; i < CallRules.MAX_USERS; i++) {
            rules.merge(new UserId(new Tenant("demo"), "user" + i), new CallRule.OnBusy(BusyPolicy.REJECT, 1));
        }
        assertEquals(1 + 2 * CallRules.MAX_BLOCKED, dropped.size(), "all that the quietest user has said");
        assertEquals(List.of(), rules.of(BOB));
    }

    private static String rules(CallRule rule) {
        return rule instanceof CallRule.Blocks blocks ? blocks.userId() : "busy";
    }
}
