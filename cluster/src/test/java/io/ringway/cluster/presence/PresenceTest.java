package io.ringway.cluster.presence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.cluster.Change;
import io.ringway.cluster.Group;
import io.ringway.cluster.LeaveReason;
import io.ringway.cluster.NodeRef;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a core makes of its peer's messages, and of their loss. */
class PresenceTest extends PeerPlay {
    /** Ada is here, bob is on the peer, and both know. */
    private void settled() {
        join("ada");
        presence.found(5, GROUP, List.of(SELF, PEER));
        receive(snapshot(1, 1, "bob"));
        sent.clear();
        notices.clear();
    }

    @Test
    void holdsAFirstJoinUntilEveryPeerHasAnswered() {
        join("ada");
        presence.found(5, GROUP, List.of(SELF, PEER));
        assertEquals(
                List.of(new Message.Subscribe(GROUP, new Message.Shard(1, 1, List.of(member(SELF, "ada"))))), sent);
        assertEquals(List.of(), answers);
        receive(snapshot(4, 9, "bob"));
        assertEquals(List.of(true), answers);
        assertEquals(List.of("Joined ada", "Joined bob"), notices);
    }

    @Test
    void answersAJoinIncompleteAfterASecond() {
        join("ada");
        presence.found(5, GROUP, List.of(PEER));
        presence.tick(999);
        assertEquals(List.of(), answers);
        presence.tick(1_000);
        assertEquals(List.of(false), answers);
    }

    @Test
    void asksAgainWhileAPeerIsSilent() {
        join("ada");
        presence.found(0, GROUP, List.of(PEER));
        sent.clear();
        presence.tick(1_000);
        assertEquals(List.of(new Message.Resync(GROUP)), sent);
    }

    @Test
    void ignoresWhatItKnowsAlready() {
        settled();
        receive(joined(1, 1, "bob"));
        receive(snapshot(1, 0));
        receive(new Message.Unsubscribe(GROUP, 0));
        assertEquals(List.of(), notices);
        assertEquals(List.of(), sent);
    }

    @Test
    void asksForASnapshotOnceAfterAGap() {
        settled();
        receive(joined(1, 3, "eve"));
        receive(joined(1, 4, "fay"));
        assertEquals(List.of(new Message.Resync(GROUP)), sent);
        receive(snapshot(1, 4, "bob", "dan", "eve", "fay"));
        assertEquals(List.of("Joined dan", "Joined eve", "Joined fay"), notices);
    }

    @Test
    void tellsOnlyTheDifferenceOfALaterIncarnation() {
        settled();
        presence.receive(20, PEER.next(), new Message.Hello(false));
        assertEquals(List.of(new Message.Resync(GROUP)), sent);
        presence.receive(21, PEER.next(), snapshot(2, 1, "bob", "eve"));
        receive(joined(1, 2, "late"));
        assertEquals(List.of("Joined eve"), notices);
    }

    @Test
    void learnsOfALaterIncarnationWhoseFirstHelloWasLost() {
        settled();
        presence.tick(10_000);
        assertTrue(sent.contains(new Message.Hello(false)));
    }

    @Test
    void dropsAnEndedIncarnationOnceAndStaysDeafToIt() {
        settled();
        presence.nodeDown(20, PEER);
        presence.nodeDown(21, PEER);
        receive(snapshot(1, 2, "bob"));
        assertEquals(List.of("Left bob DISCONNECTED"), notices);
    }

    @Test
    void doesNotRevivePastMembersByALateSubscription() {
        settled();
        receive(new Message.Delta(GROUP, 1, 2, new Change.Left(member(PEER, "bob"), LeaveReason.LEFT)));
        receive(new Message.Unsubscribe(GROUP, 1));
        receive(new Message.Subscribe(GROUP, shard(1, 1, "bob")));
        assertEquals(List.of("Left bob LEFT"), notices);
    }

    @Test
    void saysGoodbyeWithTheLastMember() {
        settled();
        presence.leave(0, GROUP, member(SELF, "ada").cid(), LeaveReason.LEFT);
        assertEquals(
                List.of(
                        new Message.Delta(GROUP, 1, 2, new Change.Left(member(SELF, "ada"), LeaveReason.LEFT)),
                        new Message.Unsubscribe(GROUP, 1)),
                sent);
        sent.clear();
        receive(joined(1, 2, "eve"));
        assertEquals(List.of(new Message.Unsubscribe(GROUP, 1)), sent);
        assertEquals(List.of("Left ada LEFT"), notices);
    }

    @Test
    void looksAgainWhenANodeAppearsThatALookUpNamedBefore() {
        join("ada");
        presence.found(5, GROUP, List.of(new NodeRef(3, 0)));
        assertEquals(1, lookups);
        assertEquals(List.of(new Message.Hello(true)), sent);
        presence.nodeUp(6, new NodeRef(3, 0));
        assertEquals(2, lookups);
    }

    @Test
    void repairsAShardThatADigestContradicts() {
        settled();
        receive(new Message.Digest(List.of(new Message.Position(GROUP, 1, 1))));
        assertEquals(List.of(), sent);
        receive(new Message.Digest(List.of(new Message.Position(GROUP, 1, 2))));
        assertEquals(List.of(new Message.Resync(GROUP)), sent);
    }

    @Test
    void looksAgainAfterAnAnswerThatMayBeOlderThanTheQuestion() {
        join("ada");
        presence.found(5, GROUP, List.of(PEER));
        receive(new Message.Unsubscribe(GROUP, 3));
        assertEquals(List.of(true), answers);
        presence.tick(10_000);
        assertEquals(2, lookups);
        sent.clear();
        presence.found(10_005, GROUP, List.of(PEER));
        assertTrue(sent.getFirst() instanceof Message.Subscribe);
    }

    @Test
    void sendsDigestsAndDoubtsAShardThatNobodyConfirms() {
        settled();
        presence.tick(10_000);
        assertTrue(sent.contains(new Message.Digest(List.of(new Message.Position(GROUP, 1, 1)))));
        assertFalse(sent.contains(new Message.Resync(GROUP)));
        presence.tick(40_000);
        assertTrue(sent.contains(new Message.Resync(GROUP)));
    }

    @Test
    void toleratesAnObserverWhoLeavesWhileBeingTold() {
        Presence[] core = new Presence[1];
        List<String> told = new ArrayList<>();
        Effects leaving = new SilentEffects() {
            @Override
            public void changed(Group group, long version, Change change) {
                told.add(change.member().user().id());
                if (change.member().user().id().equals("bob")) {
                    core[0].leave(0, GROUP, member(SELF, "ada").cid(), LeaveReason.DISCONNECTED);
                }
            }
        };
        core[0] = new Presence(SELF, leaving, 0, 0);
        core[0].join(0, GROUP, member(SELF, "ada"), view -> {});
        core[0].receive(1, PEER, new Message.Subscribe(GROUP, shard(1, 2, "bob", "eve")));
        assertEquals(List.of("ada", "bob", "ada"), told);
    }

    @Test
    void answersALaterJoinAtOnceWhereTheViewIsComplete() {
        settled();
        join("eve");
        assertEquals(List.of(true, true), answers);
    }

    @Test
    void holdsALaterJoinWithTheFirstWhileThatWaits() {
        join("ada");
        presence.found(5, GROUP, List.of(PEER));
        presence.join(900, GROUP, member(SELF, "eve"), view -> answers.add(view.complete()));
        assertEquals(List.of(), answers);
        presence.tick(1_000);
        assertEquals(List.of(false, false), answers);
        presence.join(1_001, GROUP, member(SELF, "fay"), view -> answers.add(view.complete()));
        assertEquals(List.of(false, false, false), answers);
    }

    @Test
    void answersWaitingJoinsWhenTheNodeLeaves() {
        join("ada");
        presence.found(5, GROUP, List.of(PEER));
        presence.release();
        assertEquals(List.of(false), answers);
    }

    @Test
    void remindsAPeerThatMissedMessagesOfWhereItsShardsStand() {
        settled();
        join("eve");
        sent.clear();
        presence.remind(PEER);
        assertEquals(
                List.of(new Message.Hello(false), new Message.Digest(List.of(new Message.Position(GROUP, 1, 2)))),
                sent);
    }

    @Test
    void ignoresASnapshotOfAnEarlierGeneration() {
        settled();
        receive(snapshot(2, 1, "eve"));
        notices.clear();
        receive(snapshot(1, 9, "bob"));
        receive(joined(1, 10, "bob"));
        assertEquals(List.of(), notices);
        assertEquals(List.of(), sent);
    }
}
