package io.ringway.gateway.session.calls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.cluster.Cluster;
import io.ringway.cluster.NodeRef;
import io.ringway.cluster.Tenant;
import io.ringway.cluster.UserId;
import io.ringway.cluster.words.WordStore;
import io.ringway.gateway.calls.CallRules;
import io.ringway.gateway.protocol.CallRule;
import io.ringway.gateway.protocol.envelope.BackendStep;
import io.ringway.gateway.protocol.envelope.Envelope;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.lang.reflect.Proxy;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What another node is told of rules, over a link whose answers come when the test says. */
class RuleTellingTest {
    private static final Tenant DEMO = new Tenant("demo");
    private static final NodeRef PEER = new NodeRef(2, 0);
    private static final int USERS = 1_200;

    private final Set<NodeRef> peers = new HashSet<>();
    private final CallSettings settings =
            new CallSettings(cluster(), WordStore.NONE, () -> Instant.ofEpochMilli(1_000));
    private final CallRules there = new CallRules();
    private final ArrayDeque<Promise<Buffer>> asked = new ArrayDeque<>();
    private int told;
    private int questions;

    private Cluster cluster() {
        return (Cluster) Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {Cluster.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "peers" -> Set.copyOf(peers);
                    case "post" -> post((Buffer) arguments[1]);
                    case "ask" -> ask((Buffer) arguments[1]);
                    default -> throw new UnsupportedOperationException(method.getName());
                });
    }

    private Void post(Buffer payload) {
        switch (CallSimulation.read(payload)) {
            case Envelope.CallRules(var user, var rules) -> {
                told++;
                rules.forEach(rule -> there.merge(user, rule));
            }
            case Envelope.CallRulesAsked ask -> questions++;
            case Envelope other -> throw new AssertionError(other);
        }
        return null;
    }

    private Future<Buffer> ask(Buffer question) {
        assertInstanceOf(BackendStep.UsersAsked.class, ((Envelope.OfBackend) CallSimulation.read(question)).step());
        Promise<Buffer> answer = Promise.promise();
        asked.add(answer);
        return answer.future();
    }

    private void through() {
        Objects.requireNonNull(asked.poll(), "nothing is on its way").complete(Buffer.buffer());
    }

    private static UserId user(int number) {
        return new UserId(DEMO, "user-" + number);
    }

    private void say(int users) {
        for (int i = 0; i < users; i++) {
            settings.heard(user(i), List.of(new CallRule.Blocks("eve", true, 1)));
        }
    }

    /** They were more than may be on the way to a node, which dropped them, and all its clients were disconnected. */
    @Test
    void aNodeThatIsNewIsToldEverythingInPortionsAndNotAtOnce() {
        say(USERS);
        peers.add(PEER);
        settings.tick();
        assertEquals(RuleTelling.PORTION, told);
        settings.tick();
        assertEquals(RuleTelling.PORTION, told, "the first portion is not through yet");
        through();
        assertEquals(2 * RuleTelling.PORTION, told);
        through();
        through();
        assertEquals(USERS, told);
        assertTrue(asked.isEmpty());
        settings.tick();
        assertEquals(USERS, told, "once");
        for (int i = 0; i < USERS; i++) {
            assertTrue(there.blocks(user(i), new UserId(DEMO, "eve")));
        }
    }

    @Test
    void whatOneUserHasSaidIsNotTornApart() {
        for (int i = 0; i < CallRules.MAX_BLOCKED; i++) {
            settings.heard(user(1), List.of(new CallRule.Blocks("eve-" + i, true, 1)));
            settings.heard(user(2), List.of(new CallRule.Blocks("eve-" + i, true, 1)));
        }
        peers.add(PEER);
        settings.tick();
        assertEquals(1, told);
        through();
        through();
        assertEquals(2, told);
        assertEquals(CallRules.MAX_BLOCKED, there.blocked(user(2)).size());
    }

    @Test
    void aPortionOfWhichNobodyKnowsWhetherItIsThereIsToldAgain() {
        say(USERS);
        peers.add(PEER);
        settings.tick();
        asked.remove().fail("no answer in time");
        assertEquals(RuleTelling.PORTION, told, "not at once: the node may be far behind");
        settings.tick();
        assertEquals(2 * RuleTelling.PORTION, told);
        assertEquals(RuleTelling.PORTION, there.users().size(), "the same ones");
        through();
        through();
        through();
        assertEquals(USERS, there.users().size());
    }

    @Test
    void aNodeThatIsGoneIsToldNothingMore() {
        say(USERS);
        peers.add(PEER);
        settings.tick();
        peers.clear();
        settings.tick();
        through();
        settings.tick();
        assertEquals(RuleTelling.PORTION, told);
    }

    /** A block that was said meanwhile was never heard of on that node. */
    @Test
    void whoMissedSignalsAsksForAllRulesAndIsToldThemFromTheBeginning() {
        settings.missed(PEER);
        assertEquals(1, questions);

        say(USERS);
        peers.add(PEER);
        settings.tick();
        settings.asked(PEER);
        assertEquals(2 * RuleTelling.PORTION, told);
        assertEquals(RuleTelling.PORTION, there.users().size());
        through();
        assertEquals(2 * RuleTelling.PORTION, told, "that was of what was told before");
        through();
        through();
        through();
        assertEquals(USERS, there.users().size());
        assertTrue(asked.isEmpty());
    }

    @Test
    void whereNobodyHasSaidAnythingNothingIsTold() {
        peers.add(PEER);
        settings.tick();
        assertEquals(0, told + asked.size());
    }
}
