package io.ringway.tests.browser;

import io.ringway.tests.support.Browser;
import io.ringway.tests.support.LoadBalancer;
import io.ringway.tests.support.TestCluster;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the demo's pages show while their gateway is away, and when it is back. */
class AwayIT {
    @Test
    void aPersonWhoseNodeDiesIsToldAtOnceAndGoesOnWhenThereIsAnother() {
        try (TestCluster cluster = TestCluster.start(2, Map.of("RINGWAY_DEV", "true"));
                LoadBalancer balancer = new LoadBalancer(cluster.node(0));
                Browser browser = Browser.start()) {
            browser.play("away", () -> {
                Person ada = Person.enter(browser, "http://localhost:" + balancer.port(), "Ada");
                Person bob = Person.enter(browser, cluster.node(1), "Bob");
                ada.sees(bob);
                bob.calls(ada);
                ada.accepts(bob);
                ada.isInCall();
                bob.isInCall();
                ada.seesMovingPicture();

                cluster.node(0).kill();

                // At once on a quiet machine; the way between the browsers takes eight seconds to notice.
                ada.isReconnectingWithin(Duration.ofSeconds(7));
                bob.isTold("Ada lost the connection|The call lost its connection");
                ada.isTold("The connection to the gateway broke, and the call with it|The call lost its connection");
                ada.goesBackToTheLobby();
                ada.canJoinAndCall(bob, false);
                ada.keepsWhatIsWritten("Are you still there?");

                balancer.turnTo(cluster.node(1));

                ada.canJoinAndCall(bob, true);
                bob.goesBackToTheLobby();
                bob.sees(ada);
                ada.sendsWhatIsWritten();
                bob.reads("Are you still there?");
            });
        }
    }
}
