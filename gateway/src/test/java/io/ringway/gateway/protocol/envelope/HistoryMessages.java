package io.ringway.gateway.protocol.envelope;

import io.ringway.cluster.Group;
import io.ringway.gateway.history.Ballot;
import io.ringway.gateway.history.Draft;
import io.ringway.gateway.history.Entry;
import io.ringway.gateway.history.HistoryMessage;
import io.ringway.gateway.history.KeyBook;
import io.ringway.gateway.history.Outcome;
import io.ringway.gateway.history.Page;
import io.ringway.gateway.history.Query;
import io.ringway.gateway.history.Regime;
import io.ringway.gateway.protocol.Any;
import io.ringway.gateway.protocol.Content;
import io.ringway.gateway.protocol.KeptMessage;
import io.ringway.gateway.protocol.Position;
import io.ringway.gateway.protocol.Sender;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** Whatever nodes may say to each other about a history: one form of each, with anything in it. */
final class HistoryMessages {
    private HistoryMessages() {}

    private record Parts(Group group, Sender from, Content content, String key, long number, boolean flag) {
        KeptMessage message(long offset) {
            return new KeptMessage(offset, number, from, content);
        }

        Entry entry(long offset) {
            return new Entry(message(offset), number, offset, key);
        }
    }

    static Arbitrary<HistoryMessage> of(Group group, Arbitrary<Content> content) {
        return Combinators.combine(
                        Any.sender(group.tenant()),
                        content,
                        Any.text(1, 20),
                        Arbitraries.longs(),
                        Arbitraries.of(true, false))
                .as((from, said, key, number, flag) -> new Parts(group, from, said, key, number, flag))
                .flatMap(parts -> Arbitraries.of(all(parts)));
    }

    private static List<HistoryMessage> all(Parts parts) {
        Group group = parts.group;
        Ballot ballot = new Ballot(parts.number, 7);
        Regime regime = new Regime(ballot, parts.number, List.of(1L, 2L, 3L), parts.flag ? List.of(4L) : List.of());
        Position position = new Position(parts.number, 5);
        Page page = new Page(position, List.of(parts.message(1)), parts.flag, !parts.flag);
        KeyBook.Row row = new KeyBook.Row(parts.from.user(), parts.key, parts.content.bytes(), 3, parts.number);
        HistoryMessage.Contents contents = new HistoryMessage.Contents(
                -1, 2, List.of(parts.entry(1), parts.entry(2)), Map.of(1L, 2L, -3L, parts.number), List.of(row));
        Draft draft = new Draft(parts.from, parts.content, parts.flag ? parts.key : "");
        return List.of(
                new HistoryMessage.Seek(group, ballot),
                new HistoryMessage.Promise(
                        group, ballot, parts.flag ? new HistoryMessage.Held(regime, true, false, 9) : null),
                new HistoryMessage.Refuse(group, ballot, Ballot.NONE),
                new HistoryMessage.Pull(group, ballot),
                new HistoryMessage.Pulled(group, ballot, contents),
                new HistoryMessage.Install(group, regime, parts.flag ? contents : null),
                new HistoryMessage.Installed(group, ballot),
                new HistoryMessage.Store(group, ballot, List.of(parts.entry(4))),
                new HistoryMessage.Stored(group, ballot, parts.number),
                new HistoryMessage.Wake(group),
                new HistoryMessage.Submit(group, 4, parts.number, draft),
                new HistoryMessage.Settled(
                        group, 4, parts.flag ? new Outcome.Placed(position) : new Outcome.Conflict()),
                new HistoryMessage.Settled(group, 5, new Outcome.Unknown()),
                new HistoryMessage.Follow(group, 8, parts.flag ? position : null),
                new HistoryMessage.Unfollow(group),
                new HistoryMessage.Followed(group, 8, ballot, page),
                new HistoryMessage.Committed(group, ballot, parts.message(6)),
                new HistoryMessage.Fetch(group, 1, new Query.Since(position)),
                new HistoryMessage.Fetch(group, 2, new Query.After(parts.number, 50)),
                new HistoryMessage.Fetch(group, 3, new Query.Before(parts.number, 100)),
                new HistoryMessage.Fetched(group, 3, page));
    }
}
