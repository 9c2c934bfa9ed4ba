package io.ringway.tests.chaos.check;

import io.ringway.tests.chaos.log.Entry;
import io.ringway.tests.chaos.log.Event;
import io.ringway.tests.chaos.log.Message;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Holds what a backend was told, by one of its routes, against what is promised of it, and against what clients were told. What
 * comes with an id that is known is dropped, and counted, as a backend does. Pure.
 */
public final class Events {
    /** A node that was killed. */
    public record Death(String node, long at) {}

    /** Somebody's time in a group, milliseconds since 1970. */
    private record Stay(long from, long to) {}

    private record Place(String group, String cid) {}

    /** What was acknowledged so shortly before its node died need not be written down yet. */
    private static final long UNWRITTEN = 1_000_000;

    private static final long SLACK_MS = 2_000;

    private final Checker.Examples examples = new Checker.Examples();
    private final Lives lives;
    private final List<Death> deaths;
    private final long calmFrom;
    private final long epochMs;
    private final Map<String, Event> known = new HashMap<>();
    private final Map<String, Long> sequences = new HashMap<>();
    private final Map<Place, Event> present = new HashMap<>();
    private final Map<String, Integer> members = new HashMap<>();
    private final Map<Place, List<Stay>> stays = new HashMap<>();
    private final Map<String, CallSeen> calls = new HashMap<>();
    private final Set<String> answered = new HashSet<>();
    private final Map<Message, String> messages = new HashMap<>();
    private final Map<String, Long> latest = new HashMap<>();
    private final List<Long> delays = new ArrayList<>();
    private int doubled;
    private int changed;
    private int reordered;
    private int unpaired;
    private int wrongEdges;
    private int messagesTwice;
    private int messagesReordered;
    private int callsWrong;
    private int joins;
    private int answers;
    private int lostJoins;
    private int lostMessages;
    private int lostCalls;
    private int unwritten;
    private long longestUnwritten;

    /** How far a call has come. */
    private enum CallSeen {
        RINGING,
        ANSWERED,
        ENDED,
        MISSED
    }

    private Events(Lives lives, List<Death> deaths, long calmFrom, long epochMs) {
        this.lives = lives;
        this.deaths = deaths;
        this.calmFrom = calmFrom;
        this.epochMs = epochMs;
    }

    /**
     * @param events of one route, in the order of their coming
     * @param entries of all clients, by time
     * @param calmFrom delays count of what came from then on
     * @param epochMs what has to be added to an entry's milliseconds for those since 1970
     */
    public static EventFindings check(
            List<Event> events, List<Entry> entries, List<Death> deaths, long calmFrom, long epochMs) {
        Events check = new Events(new Lives(entries), deaths, calmFrom, epochMs);
        events.forEach(check::take);
        check.finish();
        entries.forEach(check::compare);
        return check.findings();
    }

    private void take(Event event) {
        Event before = known.putIfAbsent(event.id(), event);
        if (before != null) {
            doubled++;
            if (!before.data().equals(event.data())) {
                changed++;
                wrong("told again with another content", event);
            }
            return;
        }
        if (event.at() >= calmFrom) {
            delays.add(1_000 * Math.max(0, event.at() / 1_000 + epochMs - event.happened()));
        }
        long last = sequences.getOrDefault(event.line(), Long.MIN_VALUE);
        sequences.put(event.line(), Math.max(last, event.sequence()));
        if (last >= event.sequence()) {
            reordered++;
            wrong("out of order", event);
        }
        if (event.isOfCall()) {
            call(event);
        } else {
            group(event);
        }
    }

    private void wrong(String kind, Event event) {
        examples.add(kind, event.at(), event.type() + " " + event.data().encode());
    }

    private void group(Event event) {
        String group = event.data().getString("group");
        Place place = new Place(group, event.data().getString("cid", ""));
        switch (event.type()) {
            case "member.joined" -> {
                members.merge(group, 1, Integer::sum);
                if (present.put(place, event) != null) {
                    unpaired++;
                    wrong("joined twice", event);
                }
            }
            case "member.left" -> {
                members.merge(group, -1, Integer::sum);
                left(place, event, present.remove(place));
            }
            case "message" -> message(event);
            default -> {
                if (members.getOrDefault(group, 0) != 0) {
                    wrongEdges++;
                    wrong("not empty", event);
                }
            }
        }
    }

    private void left(Place place, Event event, @Nullable Event joined) {
        if (joined == null
                || !joined.data().getLong("joined_at").equals(event.data().getLong("joined_at"))) {
            unpaired++;
            wrong("left without having joined", event);
        }
        stays.computeIfAbsent(place, none -> new ArrayList<>())
                .add(new Stay(event.data().getLong("joined_at"), event.data().getLong("left_at")));
    }

    private void message(Event event) {
        Message message = Message.parse(event.data().getJsonObject("content").getString("m"));
        String group = event.data().getString("group");
        if (messages.put(message, event.id()) != null) {
            messagesTwice++;
            wrong("one message, two ids", event);
        } else if (latest.merge(message.sender() + " " + group, message.number(), Math::max) > message.number()) {
            messagesReordered++;
            wrong("messages out of order", event);
        }
    }

    private void call(Event event) {
        CallSeen before = calls.get(event.line());
        CallSeen now = CallSeen.valueOf(event.type().substring("call.".length()).toUpperCase(java.util.Locale.ROOT));
        boolean fits = switch (now) {
            case RINGING -> before == null;
            case ANSWERED -> before == CallSeen.RINGING;
            case ENDED -> before == CallSeen.RINGING || before == CallSeen.ANSWERED;
            case MISSED -> before == CallSeen.ENDED;
        };
        calls.put(event.line(), now);
        if (now == CallSeen.ANSWERED) {
            answered.add(event.line());
        }
        if (!fits) {
            callsWrong++;
            wrong("a call's events, after " + before, event);
        }
    }

    /** Nobody is there any more. */
    private void finish() {
        present.values().forEach(event -> {
            unpaired++;
            wrong("joined and never left", event);
        });
        calls.forEach((call, seen) -> {
            if (seen == CallSeen.RINGING || seen == CallSeen.ANSWERED) {
                callsWrong++;
                examples.add("a call without an end", 0, call);
            }
        });
    }

    private void compare(Entry entry) {
        switch (entry) {
            case Entry.Joined joined -> {
                joins++;
                if (!isSeated(joined)) {
                    lostJoins += missing(joined, "a join");
                }
            }
            case Entry.Acked acked -> {
                if (!messages.containsKey(acked.message())) {
                    lostMessages += missing(acked, "a message");
                }
            }
            case Entry.InCall call
            when call.what().equals(Entry.InCall.BEGAN) -> {
                if (!calls.containsKey(call.call())) {
                    lostCalls += missing(call, "a call");
                }
            }
            case Entry.InCall call
            when call.what().equals(Entry.InCall.ANSWERED) -> {
                answers++;
                if (!answered.contains(call.call())) {
                    lostCalls += missing(call, "an answer");
                }
            }
            default -> {
                // Of no concern to a backend.
            }
        }
    }

    private boolean isSeated(Entry.Joined joined) {
        long at = joined.at() / 1_000 + epochMs;
        return stays.getOrDefault(new Place(joined.group(), joined.cid()), List.of()).stream()
                .anyMatch(stay -> stay.from() - SLACK_MS <= at && at <= stay.to() + SLACK_MS);
    }

    /** Counts it apart where its node died just then. */
    private int missing(Entry entry, String what) {
        for (Death death : deaths) {
            long before = death.at() - entry.at();
            if (before > -UNWRITTEN && before < UNWRITTEN && mayBe(death, entry)) {
                unwritten++;
                longestUnwritten = Math.max(longestUnwritten, before);
                examples.add("acknowledged as its node died, and not told", entry.at(), entry.toString());
                return 0;
            }
        }
        examples.add("acknowledged and not told: " + what, entry.at(), entry.toString());
        return 1;
    }

    /** A call is its owner's, who need not be the one that was told. */
    private boolean mayBe(Death death, Entry entry) {
        Lives.Connection connection = lives.of(entry.who(), entry.at());
        return entry instanceof Entry.InCall
                || (connection != null && connection.node().equals(death.node()));
    }

    private EventFindings findings() {
        return new EventFindings(
                known.size(),
                doubled,
                changed,
                reordered,
                (int) known.values().stream()
                        .filter(event -> event.type().equals("member.joined"))
                        .count(),
                unpaired,
                wrongEdges,
                messages.size(),
                messagesTwice,
                messagesReordered,
                calls.size(),
                callsWrong,
                joins,
                lostJoins,
                lostMessages,
                answers,
                lostCalls,
                unwritten,
                longestUnwritten,
                delays,
                examples.all());
    }
}
