package io.ringway.gateway.session.clients;

import io.ringway.cluster.NodeRef;
import io.ringway.gateway.protocol.CallId;
import io.ringway.gateway.protocol.Event;
import io.ringway.gateway.resume.ResumeToken;
import io.ringway.gateway.resume.ResumeTokens;
import io.ringway.gateway.session.Passage;
import io.ringway.gateway.session.Session;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What a new connection is told of itself and of the node. Hub only, but for what it hands out. */
public final class Greeting {
    private static final List<String> FEATURES = List.of("binary", "calls");

    private final Event.Limits limits;
    private final long pingIntervalMillis;
    private final ResumeTokens resumeTokens;
    private final Supplier<NodeRef> self;
    private final InstantSource clock;

    public Greeting(
            Event.Limits limits,
            long pingIntervalMillis,
            ResumeTokens resumeTokens,
            Supplier<NodeRef> self,
            InstantSource clock) {
        this.limits = limits;
        this.pingIntervalMillis = pingIntervalMillis;
        this.resumeTokens = resumeTokens;
        this.self = self;
        this.clock = clock;
    }

    /** What resumes a session, as it is at one moment. */
    record Resumable(String token, long graceMillis, long heard, List<CallId> calls) {
        Event.Continuity at(boolean resumed, boolean recovered, long sent) {
            return new Event.Continuity(token, graceMillis, resumed, recovered, sent, heard, calls);
        }
    }

    Resumable resumable(Session session, long graceMillis, List<CallId> calls) {
        Passage passage = session.passage();
        ResumeToken token = new ResumeToken(session.cid(), self.get(), passage.generation(), passage.moves());
        return new Resumable(
                resumeTokens.write(token, session.user(), session.principal().key()),
                graceMillis,
                passage.heard(),
                calls);
    }

    /**
     * Within which a client can compare versions of groups: one stay of its session with one node. It may not know that the session was
     * elsewhere meanwhile, as that welcome was lost, and what its groups were told then has another node's versions, or is not there.
     *
     * @param moves of the session
     */
    public static String epoch(NodeRef node, int moves) {
        return node + "/" + moves;
    }

    Event welcome(
            Session session,
            String epoch,
            long hello,
            Event.@Nullable IceServers ice,
            Event.@Nullable Continuity continuity) {
        return new Event.Welcome(
                hello,
                session.cid(),
                session.user(),
                epoch,
                clock.millis(),
                session.principal().expiresAtMillis(),
                pingIntervalMillis,
                limits,
                FEATURES,
                ice,
                continuity);
    }
}
