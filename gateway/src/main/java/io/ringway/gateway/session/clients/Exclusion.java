package io.ringway.gateway.session.clients;

import io.ringway.cluster.Bytes;
import io.ringway.cluster.Group;
import io.ringway.cluster.Tenant;
import io.ringway.cluster.UserId;
import io.ringway.gateway.auth.Principal;
import io.ringway.gateway.auth.Revocation;
import io.ringway.gateway.auth.Revocation.Kind;
import io.ringway.gateway.auth.Revocations;
import io.ringway.gateway.groups.Entry;
import io.ringway.gateway.protocol.CloseCode;
import io.ringway.gateway.session.Session;
import io.ringway.gateway.session.Sessions;
import io.ringway.gateway.session.groups.Words;
import io.ringway.gateway.session.groups.Words.Enough;
import io.vertx.core.Future;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Keeps out whoever is revoked or banned, on every node. Who that is is a word as those about groups are: every node has all of
 * them, and goes by them without asking anybody. Hub only.
 */
public final class Exclusion {
    /** A name is needed, and none is meant. */
    private static final String NO_GROUP = "-";

    private static final Kind[] KINDS = Kind.values();

    private final Words words;
    private final Sessions sessions;
    private final Admission admission;
    private final Consumer<Revocation> whenExcluded;
    private final Revocations revocations;

    /** @param whenExcluded told who is kept out from now on, or is not any more */
    public Exclusion(
            Words words,
            Sessions sessions,
            Admission admission,
            Consumer<Revocation> whenExcluded,
            Revocations revocations) {
        this.words = words;
        this.sessions = sessions;
        this.admission = admission;
        this.whenExcluded = whenExcluded;
        this.revocations = revocations;
        words.whenHeard(this::heard);
    }

    /** The app's backend says so, to this node. Completes when every node that answers knows it; see {@link Words#say}. */
    public Future<Void> add(Revocation revocation) {
        return words.say(List.of(entry(latest(revocation))), Enough.ALL);
    }

    /**
     * Of what is said of a user the last counts, also where the one before was stamped by a clock that is ahead, or in the same
     * millisecond: tokens that were minted in between are revoked, and a ban is lifted.
     */
    private Revocation latest(Revocation said) {
        Entry before = words.registers().find(id(said));
        return said.kind() == Kind.TOKEN || before == null ? said : said.after(before.version());
    }

    private static Entry.Id id(Revocation revocation) {
        return new Entry.Id(
                new Group(revocation.tenant(), NO_GROUP),
                Entry.Kind.EXCLUSION,
                letter(revocation.kind()) + revocation.id());
    }

    @SuppressWarnings("EnumOrdinal") // declared in the enum to be on the wire
    private static String letter(Kind kind) {
        return String.valueOf((char) ('0' + kind.ordinal()));
    }

    /** Its stamp is when it was said, by which tokens are measured, and of two in one millisecond how long it holds. */
    private static Entry entry(Revocation revocation) {
        Bytes until = Bytes.wrap(
                ByteBuffer.allocate(Long.BYTES).putLong(revocation.until()).array());
        return new Entry(id(revocation), revocation.since(), revocation.until(), revocation.kept(), null, until);
    }

    /** Null for what is none. */
    private static @Nullable Revocation revocation(Entry entry) {
        String key = entry.id().key();
        int kind = key.isEmpty() ? KINDS.length : key.charAt(0) - '0';
        if (kind < 0 || kind >= KINDS.length || entry.value().size() != Long.BYTES) {
            return null;
        }
        Tenant tenant = entry.id().group().tenant();
        long until = ByteBuffer.wrap(entry.value().array()).getLong();
        return new Revocation(KINDS[kind], tenant, key.substring(1), entry.version(), until, entry.ends());
    }

    private void heard(Entry entry, @Nullable Entry before) {
        Revocation revocation = entry.id().kind() == Entry.Kind.EXCLUSION ? revocation(entry) : null;
        if (revocation != null && revocations.add(revocation)) {
            Collection<Session> candidates = revocation.kind() == Kind.TOKEN
                    ? sessions.with(revocation.tenant(), revocation.id())
                    : sessions.of(new UserId(revocation.tenant(), revocation.id()));
            candidates.stream()
                    .filter(session -> against(session.principal()) != null)
                    .toList()
                    .forEach(this::dismiss);
            whenExcluded.accept(revocation);
        }
    }

    /** Ends a session whose bearer may not be here: it may have been on its way, and nobody's, when that was heard. */
    public void dismiss(Session session) {
        CloseCode code = against(session.principal());
        if (code != null) {
            admission.dismiss(session, code);
        }
    }

    /** What a bearer is told who may not be here; null where it may. */
    public @Nullable CloseCode against(Principal principal) {
        return against(revocations, principal);
    }

    /** As {@link #against(Principal)}. */
    public static @Nullable CloseCode against(Revocations revocations, Principal principal) {
        return switch (revocations.against(principal)) {
            case null -> null;
            case BAN -> CloseCode.BANNED;
            case TOKEN, TOKENS -> CloseCode.REVOKED;
        };
    }

    /** Once a second. */
    public void tick() {
        revocations.tick();
    }
}
