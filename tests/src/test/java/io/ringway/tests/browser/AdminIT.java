package io.ringway.tests.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import io.ringway.tests.support.Browser;
import io.ringway.tests.support.Client;
import io.ringway.tests.support.TestCluster;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The operators' page over two nodes: who is where, what happened to a user, and a kick across nodes. */
class AdminIT {
    private static final String KEY = "operators-0123456789";
    private static final double PATIENCE = 30_000;

    private static void shows(Locator locator, String text) {
        assertThat(locator).containsText(text, new LocatorAssertions.ContainsTextOptions().setTimeout(PATIENCE));
    }

    private static void counts(Locator locator, int count) {
        assertThat(locator).hasCount(count, new LocatorAssertions.HasCountOptions().setTimeout(PATIENCE));
    }

    @Test
    void anOperatorFindsAUserOfAnotherNodeAndDisconnectsHim() {
        try (TestCluster cluster = TestCluster.start(2, Map.of("RINGWAY_MANAGEMENT_ADMIN_KEY", KEY));
                Client ada = Client.connect(cluster.node(0), "ada");
                Client bob = Client.connect(cluster.node(1), "bob");
                Browser browser = Browser.start()) {
            ada.join("lobby");
            bob.join("lobby");
            browser.play("admin", () -> {
                Page page = browser.person();
                page.navigate(cluster.node(0).management("/admin").toString());
                page.getByTestId("key").fill(KEY);
                page.getByTestId("unlock").click();

                counts(page.getByTestId("node-row"), 2);
                shows(page.getByTestId("tile-connections"), "2");
                shows(page.getByTestId("list-groups"), "lobby2 members");

                page.getByTestId("search-users").fill("bo");
                counts(page.locator("[data-testid=list-users] [data-key=bob]"), 1);
                page.locator("[data-testid=list-users] [data-key=bob] button").click();
                counts(page.getByTestId("user-session"), 1);
                shows(page.getByTestId("user-session"), "In lobby");
                counts(page.locator("[data-testid=user-line][data-what=opened]"), 1);

                page.getByTestId("user-kick").click();
                counts(page.locator("[data-testid=user-line][data-what=kicked]"), 1);
                counts(page.getByTestId("user-session"), 0);
            });
            ada.awaitNotice("USER_DISCONNECTED", "lobby", bob.cid());
        }
    }
}
