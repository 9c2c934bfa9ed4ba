package io.ringway.gateway.session.calls.log;

import io.ringway.cluster.Cid;
import io.ringway.cluster.UserId;
import io.ringway.gateway.calls.Legs;
import io.ringway.gateway.calls.log.CallStory;
import io.ringway.gateway.protocol.CallId;
import io.ringway.gateway.protocol.CallLine;
import io.ringway.gateway.protocol.Command;
import io.ringway.gateway.protocol.ErrorCode;
import io.ringway.gateway.protocol.Event;
import io.ringway.gateway.session.Session;
import io.vertx.core.Future;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** What a connection asks of the call log, and adds to it. Hub only. */
public final class CallLogRequests {
    private static final int REPORTS_PER_CALL = 16;
    private static final int MAX_COUNTED = 10_000;

    private final CallLog log;
    private final Legs legs;

    /** How much each user has reported of a call; the counts of the calls reported longest ago go. */
    private final Map<Reporter, Integer> reports = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Reporter, Integer> eldest) {
            return size() > MAX_COUNTED;
        }
    };

    private record Reporter(CallId call, UserId user) {}

    public CallLogRequests(CallLog log, Legs legs) {
        this.log = log;
        this.legs = legs;
    }

    public void receive(Session session, Command.OfCallLog command) {
        switch (command) {
            case Command.Calls calls ->
                answer(
                        session,
                        calls,
                        log.calls(session.user(), calls.id(), calls.limit(), calls.after()),
                        page -> page);
            case Command.CallsSeen seen ->
                answer(
                        session,
                        seen,
                        log.seen(session.user(), seen.call()),
                        unseen -> new Event.CallsSeen(seen.id(), unseen));
            case Command.CallTimeline timeline ->
                answer(
                        session,
                        timeline,
                        log.lines(session.tenant(), timeline.call()),
                        lines -> timeline(session, timeline, lines));
            case Command.CallReport report -> report(session, report);
        }
    }

    private static <T> void answer(Session session, Command command, Future<T> outcome, Function<T, Event> event) {
        outcome.onSuccess(result -> session.tell(event.apply(result)))
                .onFailure(away -> session.fail(
                        command, ErrorCode.UNAVAILABLE, "what is kept of calls cannot be reached at the moment"));
    }

    /** What somebody else's call was about is nobody's business, and neither is whether there was one. */
    private Event timeline(Session session, Command.CallTimeline command, List<CallLine> lines) {
        boolean party = CallStory.of(lines).isParty(session.user().id())
                // Of a call that is older than its lines may be.
                || legs.tookPart(session.cid(), command.call());
        return party && !lines.isEmpty()
                ? new Event.CallTimeline(command.id(), command.call(), lines)
                : new Event.Failed(command.id(), ErrorCode.NO_SUCH_CALL, "this user was in no such call lately", 0);
    }

    private void report(Session session, Command.CallReport command) {
        Cid cid = session.cid();
        if (!legs.tookPart(cid, command.call())) {
            session.fail(command, ErrorCode.NO_SUCH_CALL, "this connection has no such call");
        } else if (reports.merge(new Reporter(command.call(), session.user()), 1, Integer::sum) > REPORTS_PER_CALL) {
            session.fail(command, ErrorCode.LIMIT_REACHED, "enough has been reported of this call");
        } else {
            log.report(session.sender(), command.call(), command.report());
            session.tell(new Event.Done(command.id()));
        }
    }
}
