package io.ringway.gateway.http.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.cluster.Tenant;
import io.ringway.cluster.local.LocalShelves;
import io.ringway.gateway.config.Config;
import io.ringway.gateway.meetings.Folder;
import io.ringway.gateway.meetings.Folders;
import io.ringway.gateway.meetings.Participant;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A node that dies while it removes a participant, in the midst of what it had to do. */
class RemovalTest {
    private static final long NOW = 1_790_000_000_000L;

    private final Folder<Participant> folder = new Folders(
                    new LocalShelves(() -> Instant.ofEpochMilli(NOW)),
                    Config.of(Map.of("dev", "true")).meetings())
            .participants(new Tenant("t"), "m");
    private final List<String> revoked = new ArrayList<>();
    private final Participant pat =
            new Participant("m", "pat", "viewer", null, null, false, 0, false, NOW + 60_000, NOW, NOW);

    private Future<Void> revoke(String id) {
        revoked.add(id);
        return Future.succeededFuture();
    }

    /** A node that never hears what came of its first revocation. */
    private Removal dying() {
        return new Removal(folder, id -> Promise.<Void>promise().future(), () -> NOW);
    }

    private Removal living() {
        return new Removal(folder, this::revoke, () -> NOW);
    }

    private Participant kept() {
        return folder.get(pat.id()).result().orElseThrow();
    }

    @Test
    void aParticipantWhoseRemovalTheNodeDidNotOutliveIsRemovedWithItsTokensOnTheSecondTry() {
        folder.add(pat);
        assertFalse(dying().remove(pat.id()).isComplete());
        assertTrue(kept().isRemoved(), "it is there still, and gets no token");
        assertTrue(living().remove(pat.id()).result().isPresent());
        assertEquals(List.of(pat.tokenId()), revoked);
        assertTrue(folder.get(pat.id()).result().isEmpty());
        assertTrue(living().remove(pat.id()).result().isEmpty());
    }

    @Test
    void theTokensOfEarlierRoundsAreRevokedToo() {
        folder.add(pat);
        folder.change(
                pat.id(), now -> now.accepted(true, NOW).accepted(false, NOW).accepted(true, NOW));
        String inside = kept().tokenId();
        living().remove(pat.id());
        assertEquals(List.of(pat.tokenId(), inside), revoked);
    }

    @Test
    void aChangeThatComesInBetweenDoesNotKeepWhoIsRemoved() {
        folder.add(pat);
        Promise<Void> revocation = Promise.promise();
        Future<?> removed = new Removal(folder, id -> revocation.future(), () -> NOW).remove(pat.id());
        folder.change(pat.id(), now -> now.with("viewer", "Pat", null, NOW + 1));
        revocation.complete();
        assertTrue(removed.succeeded());
        assertTrue(folder.get(pat.id()).result().isEmpty());
    }

    @Test
    void whoWasAddedAgainMeanwhileStays() {
        folder.add(pat);
        Participant leaving = pat.removed(NOW);
        living().remove(pat.id());
        Participant fresh =
                new Participant("m", "pat", "viewer", null, null, false, 0, false, NOW + 60_000, NOW + 5, NOW);
        assertTrue(folder.add(fresh).result());
        living().finish(leaving);
        assertEquals(fresh, kept());
        assertFalse(revoked.contains(fresh.tokenId()));
    }
}
