package io.ringway.tests.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import io.ringway.tests.support.Browser;
import io.ringway.tests.support.Node;
import io.ringway.tests.support.TestCluster;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The demo's pages on two nodes: two people find each other, write, call and go. */
class LobbyIT {
    @Test
    void twoPeopleOnTwoNodesMeetWriteAndCall() {
        try (TestCluster cluster = TestCluster.start(2, Map.of("RINGWAY_DEV", "true"));
                Browser browser = Browser.undisturbed()) {
            browser.play("lobby", () -> {
                Person ada = Person.enter(browser, cluster.node(0), "Ada");
                Person bob = Person.enter(browser, cluster.node(1), "Bob");
                meetAndWrite(ada, bob);
                callAndHangUp(ada, bob);
                callSomebodyWhoIsBusy(Person.enter(browser, cluster.node(1), "Cleo"), ada, bob);
                callAndCloseTheTab(bob, ada);
                aPageThatLostAPartIsLoadedAgain(browser, cluster.node(0));
                aStyleSheetThatWasLostIsAskedForAgain(browser, cluster.node(0));
            });
        }
    }

    private static void meetAndWrite(Person ada, Person bob) {
        ada.sees(bob);
        bob.sees(ada);
        ada.writes("Hello over there");
        bob.reads("Hello over there");
        bob.writes("Hello back \uD83D\uDC4B");
        ada.reads("Hello back \uD83D\uDC4B");
    }

    private static void connect(Person caller, Person callee) {
        caller.calls(callee);
        callee.accepts(caller);
        caller.isInCall();
        callee.isInCall();
    }

    private static void callAndHangUp(Person ada, Person bob) {
        connect(ada, bob);
        ada.seesMovingPicture();
        bob.seesMovingPicture();
        bob.usesTheCallOnAPhoneInTheDark();
        writeOverTheCall(ada, bob);

        bob.hangsUp();

        ada.isTold("Bob hung up");
        ada.goesBackToTheLobby();
        bob.goesBackToTheLobby();
    }

    /** First as she is in a call, then as she is not to be disturbed. */
    private static void callSomebodyWhoIsBusy(Person cleo, Person ada, Person bob) {
        Reachable quiet = ada.reachable();
        quiet.saysBusyInCallsByKeyboardOnAPhoneInTheDark();
        ada.sees(cleo);
        ada.callsByVoice(bob);
        bob.acceptsByVoice(ada);
        ada.isInCall();

        cleo.callsByVoice(ada);
        cleo.isTold("Ada is busy");
        bob.hangsUp();
        quiet.isToldOfAMissedCallAfterTheCall("Cleo");
        ada.goesBackToTheLobby();
        bob.goesBackToTheLobby();
        quiet.hasMissed(1);

        quiet.isNotToBeDisturbed(true);
        quiet.sees("Ada", "busy");
        cleo.goesBackToTheLobby();
        cleo.reachable().sees("Ada", "busy");
        cleo.callsByVoice(ada);
        cleo.isTold("Ada is busy");
        quiet.hasMissed(2);
        quiet.readsWhy("Missed while you were busy");

        quiet.isNotToBeDisturbed(false);
        cleo.reachable().callsAgain();
        ada.acceptsByVoice(cleo);
        cleo.isInCall();
        cleo.closesTheTab();
        ada.isTold("Cleo (hung up|lost the connection)");
        ada.goesBackToTheLobby();
    }

    private static void writeOverTheCall(Person ada, Person bob) {
        double atBobs = bob.messagesOverTheCall();
        double atAdas = ada.messagesOverTheCall();
        ada.opensChatOfCall();
        bob.opensChatOfCall();
        ada.writes("from peer to peer");
        bob.reads("from peer to peer");
        bob.writes("and back");
        ada.reads("and back");
        await("both data channels carried it")
                .until(() -> bob.messagesOverTheCall() > atBobs && ada.messagesOverTheCall() > atAdas);
    }

    private static void callAndCloseTheTab(Person bob, Person ada) {
        connect(bob, ada);
        bob.seesMovingPicture();

        ada.closesTheTab();

        bob.isTold("Ada (hung up|lost the connection)");
        bob.goesBackToTheLobby();
        bob.seesNoMore(ada);
    }

    /** Three of them, each in its place: where they contradict each other, the last one is right. */
    private static void aStyleSheetThatWasLostIsAskedForAgain(Browser browser, Node node) {
        Page page = browser.person();
        page.route("**/css/*.css", Route::abort, new Page.RouteOptions().setTimes(3));

        page.navigate(node.url() + "/");

        assertThat(page.getByTestId("name-input")).isVisible();
        page.waitForFunction("[...document.querySelectorAll('link[rel=stylesheet]')].every(link => link.sheet)");
        assertEquals(
                List.of("tokens", "base", "components", "lobby", "me-menu", "controls", "call", "history"),
                page.evaluate("[...document.styleSheets].map(sheet => sheet.href.match(/([\\w-]+)\\.css$/)[1])"));
        browser.errors().removeIf(error -> error.contains("net::ERR_FAILED"));
    }

    private static void aPageThatLostAPartIsLoadedAgain(Browser browser, Node node) {
        Page page = browser.person();
        page.route("**/app/lobby.js", Route::abort, new Page.RouteOptions().setTimes(1));

        page.navigate(node.url() + "/");

        assertThat(page.getByTestId("not-loaded")).isVisible();
        assertThat(page.getByTestId("name-input")).isVisible();
        browser.errors().removeIf(error -> error.contains("net::ERR_FAILED"));
    }
}
