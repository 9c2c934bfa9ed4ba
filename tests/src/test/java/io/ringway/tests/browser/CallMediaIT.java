package io.ringway.tests.browser;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ringway.tests.support.Browser;
import io.ringway.tests.support.LoadBalancer;
import io.ringway.tests.support.Node;
import io.ringway.tests.support.TestCluster;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the two in a call, each on a node of their own, see of it when both do the same, a network goes, or the call moves. */
class CallMediaIT {
    private static final Duration AWAY = Duration.ofSeconds(10);

    @Test
    void callsThatCrossAddPicturesLoseTheirNetworkAndMove() {
        Map<String, String> settings = Map.of("RINGWAY_DEV", "true", "RINGWAY_SESSIONS_GRACE", "30s");
        try (TestCluster cluster = TestCluster.start(2, settings);
                LoadBalancer way = new LoadBalancer(cluster.node(1));
                Browser browser = Browser.undisturbed()) {
            browser.play("call-media", () -> {
                Person ada = Person.enter(browser, cluster.node(0), "Ada");
                Person bob = Person.enter(browser, "http://localhost:" + way.port(), "Bob");
                ada.sees(bob);
                bob.sees(ada);
                Explained.play(cluster.nodes(), List.of(ada, bob), () -> {
                    bothCall(ada, bob);
                    bothStartTheirCameras(ada, bob);
                    aNetworkGoesAndComes(browser, ada, bob, way, cluster.node(1));
                    aNodeIsRestarted(cluster, ada, bob, way);
                    OtherTab tab = new OtherTab(browser, cluster.node(0));
                    theCallMoves(tab, ada, bob);
                    theOtherTabAnswers(tab, ada, bob);
                });
                browser.everybodyLeaves();
                SetupTimes.measure(browser, cluster.node(0), cluster.node(1));
            });
        }
    }

    private static void bothCall(Person ada, Person bob) {
        Person.callEachOther(ada, bob);
        ada.isInOneCall();
        bob.isInOneCall();
        ada.seesMovingPicture();
        bob.seesMovingPicture();
        bob.hangsUp();
        ada.isTold("Bob hung up");
        bob.isTold("You hung up");
        ada.goesBackToTheLobby();
        bob.goesBackToTheLobby();
    }

    /** Each offers a track of its own in the same moment: one offer is rolled back, and both pictures come. */
    private static void bothStartTheirCameras(Person ada, Person bob) {
        ada.callsByVoice(bob);
        bob.acceptsByVoice(ada);
        ada.isInCall();
        bob.isInCall();
        Person.turnCameras(ada, bob);
        ada.seesMovingPicture();
        bob.seesMovingPicture();
        ada.isInOneCall();
        bob.isInOneCall();
    }

    private static void aNetworkGoesAndComes(Browser browser, Person ada, Person bob, LoadBalancer way, Node node) {
        String before = bob.wayName();
        bob.isOffline(true);
        way.cutOff();
        bob.noticesTheLossWithin(Duration.ofSeconds(8));
        Still still = new Still(ada, bob);
        await("both pictures go on while the network is away")
                .pollInterval(Duration.ofSeconds(3))
                .during(AWAY)
                .atMost(AWAY.plusSeconds(25))
                .until(still::move);

        way.turnTo(node);
        bob.isOffline(false);

        bob.isInCallWithin(Duration.ofSeconds(10));
        await("another way is looked for")
                .atMost(Duration.ofSeconds(10))
                .until(() -> !bob.wayName().equals(before));
        ada.seesMovingPicture();
        bob.seesMovingPicture();
        ada.isInOneCall();
        // The console complains of attempts without a network.
        browser.errors().removeIf(error -> error.contains("net::ERR_"));
    }

    /** As in a rolling restart: who is on it goes to another node, in the call, and comes back when there is one in its place. */
    private static void aNodeIsRestarted(TestCluster cluster, Person ada, Person bob, LoadBalancer way) {
        Node old = cluster.node(1);
        way.turnTo(cluster.node(0));
        Still still = new Still(ada, bob);
        old.terminate();
        await("both pictures go on while the node ends")
                .pollInterval(Duration.ofSeconds(2))
                .during(Duration.ofSeconds(6))
                .atMost(Duration.ofSeconds(30))
                .until(still::move);
        assertEquals(0, old.awaitExit(20));
        way.turnTo(cluster.replace(1, old.settings().more()));
        bob.isInCallWithin(Duration.ofSeconds(10));
        ada.isInOneCall();
        bob.isInOneCall();
        ada.seesMovingPicture();
        bob.seesMovingPicture();
    }

    /** Two pictures, of which none may stand still from one look to the next. */
    private static final class Still {
        private final Person[] people;
        private final double[] frames;

        Still(Person... people) {
            this.people = people;
            this.frames = new double[people.length];
        }

        boolean move() {
            boolean all = true;
            for (int i = 0; i < people.length; i++) {
                double now = people[i].framesSeen();
                all &= now > frames[i];
                frames[i] = now;
            }
            return all;
        }
    }

    private static void theCallMoves(OtherTab tab, Person ada, Person bob) {
        tab.takesOver(ada.userIdOf(bob), bob.callId());
        bob.isTold("The call moved to another device");
        ada.isInOneCall();
        ada.seesMovingPicture();
        tab.seesMovingPicture();
        tab.hangsUp();
        ada.isTold("Bob hung up");
    }

    private static void theOtherTabAnswers(OtherTab tab, Person ada, Person bob) {
        ada.goesBackToTheLobby();
        bob.goesBackToTheLobby();
        tab.answersTheNextCall();
        ada.callsByVoice(bob);
        bob.notices("Answered on another device");
        ada.isInCall();
        tab.hangsUp();
        ada.isTold("Bob hung up");
    }
}
