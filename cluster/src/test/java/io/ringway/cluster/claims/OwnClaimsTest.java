package io.ringway.cluster.claims;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.cluster.Bytes;
import io.ringway.cluster.Cid;
import io.ringway.cluster.Name;
import io.ringway.cluster.NodeRef;
import io.ringway.cluster.Tenant;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import org.junit.jupiter.api.Test;

/** One name, and a table that carries out a step when the test lets it. */
class OwnClaimsTest {
    private final Name name = new Name(new Tenant("t"), "ada");
    private final Map<Name, Claim> rows = new HashMap<>();
    private final Queue<Sent> sent = new ArrayDeque<>();
    private final List<Cid> lost = new ArrayList<>();
    private final OwnClaims own = new OwnClaims(this::carryOut, (same, cid) -> lose(cid));

    private final Claim one = claim(1, "client", 10);
    private final Claim next = claim(1, "client", 20);
    private final Claim stranger = claim(1, "stranger", 30);

    private record Sent(ClaimStep step, Promise<Optional<Claim>> answer) {}

    private static Claim claim(long node, String client, long at) {
        return new Claim(Cid.create(new NodeRef(node, 0)), Bytes.utf8(client), at);
    }

    private Future<Optional<Claim>> carryOut(Name name, ClaimStep step) {
        Promise<Optional<Claim>> answer = Promise.promise();
        sent.add(new Sent(step, answer));
        return answer.future();
    }

    /** As those do whose connection has lost its name. */
    private void lose(Cid cid) {
        lost.add(cid);
        own.release(name, cid);
    }

    /** The step reaches the row, and its answer the node. */
    private void answerOne() {
        Sent first = sent.remove();
        Optional<Claim> before = Optional.ofNullable(rows.get(name));
        rows.compute(name, (same, row) -> first.step.after(row));
        first.answer.complete(before);
    }

    private void answerAll() {
        while (!sent.isEmpty()) {
            answerOne();
        }
    }

    private void hold(Claim claim) {
        own.claim(name, claim, null);
        answerAll();
    }

    @Test
    void aConnectionThatWentBeforeItsClaimWasAnsweredDoesNotDisplaceTheNextHolder() {
        own.claim(name, one, null);
        own.release(name, one.cid());
        answerAll();
        hold(stranger);
        own.keep();
        answerAll();
        assertEquals(stranger, rows.get(name));
        assertEquals(List.of(), lost);
    }

    @Test
    void aConnectionThatWaitsToBeKeptDoesNotDisplaceTheOneThatTookItsPlaceMeanwhile() {
        hold(next);
        own.claim(name, one, null); // the clock has been set back between the two
        own.keep();
        answerAll();
        assertEquals(one, rows.get(name));
        assertEquals(List.of(next.cid()), lost);
    }

    @Test
    void whoeverIsDisplacedByAConnectionThatIsGoneByNowIsToldSoAsTheRowGoesToo() {
        hold(one);
        Claim elsewhere = claim(2, "another", 40);
        rows.put(name, elsewhere);
        own.keep();
        own.release(name, one.cid());
        answerAll();
        assertEquals(Map.of(), rows);
        assertEquals(List.of(elsewhere.cid()), lost);
    }

    @Test
    void aReleaseThatFollowsFromATakeoverSetsOutOnce() {
        hold(one);
        own.claim(name, next, null);
        answerOne();
        assertEquals(List.of(one.cid()), lost);
        assertEquals(
                List.of(new ClaimStep.Release(one.cid())),
                sent.stream().map(Sent::step).toList());
        own.claim(name, stranger, null);
        assertEquals(1, sent.size());
        answerAll();
        assertEquals(next, rows.get(name));
    }

    @Test
    void aReleaseThatFailsIsRepeatedBeforeWhatWaitsBehindIt() {
        hold(one);
        own.release(name, one.cid());
        Future<Cid> claimed = own.claim(name, stranger, null);
        sent.remove().answer.fail("no table");
        assertTrue(sent.isEmpty());
        own.tick(1_000);
        answerAll();
        assertEquals(stranger.cid(), claimed.result());
        assertEquals(stranger, rows.get(name));
    }

    @Test
    void aClaimThatFailsIsNotRepeated() {
        Future<Cid> claimed = own.claim(name, one, null);
        sent.remove().answer.fail("no table");
        assertTrue(claimed.failed());
        own.tick(1_000);
        assertTrue(sent.isEmpty());
    }
}
