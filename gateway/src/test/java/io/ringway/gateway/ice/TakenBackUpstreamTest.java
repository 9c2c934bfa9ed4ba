package io.ringway.gateway.ice;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.cluster.Tenant;
import io.ringway.gateway.ice.FakeCloudflare.Mood;
import io.vertx.core.Future;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Credentials that a provider gave out are taken back there, by whoever may, and given to nobody again. */
class TakenBackUpstreamTest extends AtCloudflare {
    @Test
    void credentialsForNobodyDoNotPushOutThoseOfUsers() throws Exception {
        IceServers servers = servers(cloudflare.provider("cf", "5s"));
        String first = username(done(servers.issue(user("ada"))));
        TurnGrant once = done(servers.grant(user("made-up").user(), false, 60));
        int asked = cloudflare.questions().size();
        assertNotEquals(
                once.server().credentials(),
                done(servers.grant(user("made-up-2").user(), false, 60))
                        .server()
                        .credentials());
        assertEquals(asked + 1, cloudflare.questions().size());
        assertEquals(first, username(done(servers.issue(user("ada")))));
        Throwable refusal = failure(servers.takeBack(
                new Tenant("other"), once.server().credentials().username()));
        assertInstanceOf(IceException.UnknownCredentials.class, refusal, "whose they are is known");
    }

    /** Each of them is remembered, not the last alone. */
    @Test
    void whoseCredentialsAreIsKnownOfAllThatABackendAskedFor() throws Exception {
        IceServers servers = servers(cloudflare.provider("cf", "5s"));
        String first = name(done(servers.grant(user("ada").user(), true, 60)));
        String second = name(done(servers.grant(user("ada").user(), true, 60)));

        for (String username : List.of(first, second)) {
            Throwable refusal = failure(servers.takeBack(new Tenant("other"), username));
            assertInstanceOf(IceException.UnknownCredentials.class, refusal);
            assertTrue(cloudflare.valid().contains(username));
        }
        done(servers.takeBack(DEMO, first));
        assertFalse(cloudflare.valid().contains(first));
        assertInstanceOf(IceException.TakenBack.class, failure(servers.issue(user("ada"))));
    }

    @Test
    void takenBackHereIsTakenBackThereAndGivenToNobodyAgain() throws Exception {
        IceServers servers = servers(cloudflare.provider("cf", "5s"));
        String username = username(done(servers.issue(user("ada"))));
        assertTrue(cloudflare.valid().contains(username));

        done(servers.takeBack(DEMO, username));

        assertFalse(cloudflare.valid().contains(username));
        assertInstanceOf(IceException.TakenBack.class, failure(servers.issue(user("ada"))));
        assertEquals("cf2", username(done(servers.issue(user("bob")))));
        now = now.plusSeconds(601);
        assertEquals("cf3", username(done(servers.issue(user("ada")))));
    }

    @Test
    void aForeignNameThatAnotherNodeGaveOutIsNotTakenBackUpstream() throws Exception {
        IceServers granting = servers(cloudflare.provider("cf", "5s"));
        IceServers asked = servers(cloudflare.provider("cf", "5s"));
        String username = username(done(granting.issue(user("ada"))));

        assertInstanceOf(
                IceException.UnknownCredentials.class,
                failure(asked.takeBack(new Tenant("other"), username, () -> granting.owners(username))));
        assertTrue(cloudflare.valid().contains(username));
        assertEquals(username, username(done(granting.issue(user("ada")))));
    }

    @Test
    void nobodyIsTakenBackUpstreamWhileTheNodeThatMayKnowDoesNotAnswer() throws Exception {
        IceServers granting = servers(cloudflare.provider("cf", "5s"));
        IceServers asked = servers(cloudflare.provider("cf", "5s"));
        String username = username(done(granting.issue(user("ada"))));

        failure(asked.takeBack(DEMO, username, () -> Future.failedFuture("no answer")));
        assertTrue(cloudflare.valid().contains(username));
    }

    @Test
    void everyNodeRefusesWhoseCredentialsAnotherNodeGaveOut() throws Exception {
        IceServers granting = servers(cloudflare.provider("cf", "5s"));
        IceServers asked = servers(cloudflare.provider("cf", "5s"));
        IceServers third = servers(cloudflare.provider("cf", "5s"));
        String username = username(done(granting.issue(user("ada"))));

        List<Owned> known = done(asked.takeBack(DEMO, username, () -> granting.owners(username)));
        done(third.takenBack(DEMO, username, known));
        for (IceServers each : List.of(asked, third)) {
            assertInstanceOf(IceException.TakenBack.class, failure(each.issue(user("ada"))));
        }
    }

    @Test
    void credentialsOfAnotherTenantAreNotTakenBack() throws Exception {
        IceServers servers = servers(cloudflare.provider("cf", "5s"));
        String username = username(done(servers.issue(user("ada"))));

        for (int attempt = 0; attempt < 2; attempt++) {
            assertInstanceOf(
                    IceException.UnknownCredentials.class, failure(servers.takeBack(new Tenant("other"), username)));
            done(servers.takenBack(new Tenant("other"), username, List.of()));
        }
        assertEquals("cf1", username(done(servers.issue(user("ada")))));
        assertInstanceOf(IceException.UnknownCredentials.class, failure(servers.takeBack(DEMO, "../../cf1")));
        assertTrue(cloudflare.valid().contains(username));
    }

    @Test
    void whatCannotBeTakenBackAtTheMomentIsToldSo() throws Exception {
        IceServers servers = servers(cloudflare.provider("cf", "5s"));
        String username = username(done(servers.issue(user("ada"))));
        cloudflare.is(Mood.ERROR);

        assertInstanceOf(IceException.Unavailable.class, failure(servers.takeBack(DEMO, username)));
        cloudflare.is(Mood.LIST);
        done(servers.takeBack(DEMO, username));
        assertInstanceOf(IceException.TakenBack.class, failure(servers.issue(user("ada"))));
    }

    @Test
    void whatAnotherNodeHasTakenBackIsNotGivenHereAgain() throws Exception {
        IceServers servers = servers(cloudflare.provider("cf", "5s"));
        String username = username(done(servers.issue(user("ada"))));

        done(servers.takenBack(DEMO, username, List.of()));

        assertInstanceOf(IceException.TakenBack.class, failure(servers.issue(user("ada"))));
    }
}
