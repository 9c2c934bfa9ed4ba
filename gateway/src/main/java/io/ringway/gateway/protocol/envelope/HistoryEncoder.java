package io.ringway.gateway.protocol.envelope;

import io.ringway.cluster.Tenant;
import io.ringway.gateway.history.Ballot;
import io.ringway.gateway.history.Entry;
import io.ringway.gateway.history.HistoryMessage;
import io.ringway.gateway.history.KeyBook;
import io.ringway.gateway.history.Outcome;
import io.ringway.gateway.history.Page;
import io.ringway.gateway.history.Query;
import io.ringway.gateway.history.Regime;
import io.ringway.gateway.protocol.Content;
import io.ringway.gateway.protocol.KeptMessage;
import io.ringway.gateway.protocol.Position;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Writes what nodes say to each other about histories. */
final class HistoryEncoder {
    private final ByteWriter out;
    private final PartyWriter parties;

    HistoryEncoder(Tenant tenant, ByteWriter out) {
        this.out = out;
        this.parties = new PartyWriter(tenant, out);
    }

    static int payload(HistoryMessage message) {
        return switch (message) {
            case HistoryMessage.Submit it -> it.draft().content().bytes().size();
            case HistoryMessage.Committed it -> it.message().content().bytes().size();
            case HistoryMessage.Store it ->
                it.entries().stream()
                        .mapToInt(entry -> entry.kept().content().bytes().size())
                        .sum();
            default -> 0;
        };
    }

    void write(HistoryMessage message) {
        switch (message) {
            case HistoryMessage.Seek it -> begin(HistoryDecoder.SEEK, it).ballot(it.ballot());
            case HistoryMessage.Promise it -> {
                begin(HistoryDecoder.PROMISE, it).ballot(it.ballot());
                out.optional(it.held(), this::held);
            }
            case HistoryMessage.Refuse it ->
                begin(HistoryDecoder.REFUSE, it).ballot(it.ballot()).ballot(it.promised());
            case HistoryMessage.Pull it -> begin(HistoryDecoder.PULL, it).ballot(it.ballot());
            case HistoryMessage.Pulled it ->
                begin(HistoryDecoder.PULLED, it).ballot(it.ballot()).contents(it.contents());
            case HistoryMessage.Install it -> {
                begin(HistoryDecoder.INSTALL, it).regime(it.regime());
                out.optional(it.contents(), this::contents);
            }
            case HistoryMessage.Installed it ->
                begin(HistoryDecoder.INSTALLED, it).ballot(it.ballot());
            case HistoryMessage.Store it ->
                begin(HistoryDecoder.STORE, it).ballot(it.ballot()).many(it.entries(), this::entry);
            case HistoryMessage.Stored it -> {
                begin(HistoryDecoder.STORED, it).ballot(it.ballot());
                out.i64(it.head());
            }
            case HistoryMessage.Wake it -> begin(HistoryDecoder.WAKE, it);
            case HistoryMessage.Submit it -> submit(it);
            case HistoryMessage.Settled it -> {
                begin(HistoryDecoder.SETTLED, it);
                out.i64(it.seq());
                outcome(it.outcome());
            }
            case HistoryMessage.Follow it -> {
                begin(HistoryDecoder.FOLLOW, it);
                out.i64(it.number()).optional(it.since(), this::position);
            }
            case HistoryMessage.Unfollow it -> begin(HistoryDecoder.UNFOLLOW, it);
            case HistoryMessage.Followed it -> {
                begin(HistoryDecoder.FOLLOWED, it);
                out.i64(it.number());
                ballot(it.ballot()).page(it.page());
            }
            case HistoryMessage.Committed it ->
                begin(HistoryDecoder.COMMITTED, it).ballot(it.ballot()).message(it.message());
            case HistoryMessage.Fetch it -> {
                begin(HistoryDecoder.FETCH, it);
                out.i64(it.number());
                query(it.query());
            }
            case HistoryMessage.Fetched it -> {
                begin(HistoryDecoder.FETCHED, it);
                out.i64(it.number());
                page(it.page());
            }
        }
    }

    private HistoryEncoder begin(int kind, HistoryMessage message) {
        out.u8(kind).text(message.group().name());
        return this;
    }

    private <T> void many(List<T> list, Consumer<T> write) {
        out.i32(list.size());
        list.forEach(write);
    }

    private HistoryEncoder ballot(Ballot ballot) {
        out.i64(ballot.round()).i64(ballot.node());
        return this;
    }

    void regime(Regime regime) {
        ballot(regime.ballot());
        out.i64(regime.epoch()).list(regime.replicas(), out::i64).list(regime.before(), out::i64);
    }

    private void held(HistoryMessage.Held held) {
        regime(held.regime());
        out.flag(held.active()).flag(held.hasLog()).i64(held.head());
    }

    private void contents(HistoryMessage.Contents contents) {
        out.i64(contents.behind()).i64(contents.head());
        many(contents.entries(), this::entry);
        out.i32(contents.seqs().size());
        new TreeMap<>(contents.seqs()).forEach((node, seq) -> out.i64(node).i64(seq));
        many(contents.keys(), this::row);
    }

    void entry(Entry entry) {
        message(entry.kept());
        out.i64(entry.origin()).i64(entry.seq()).text(entry.key());
    }

    void row(KeyBook.Row row) {
        parties.user(row.user());
        out.text(row.key()).bytes(row.digest()).i64(row.number()).i64(row.at());
    }

    private void message(KeptMessage message) {
        out.i64(message.offset()).i64(message.at());
        parties.sender(message.from());
        content(message.content());
    }

    private void submit(HistoryMessage.Submit submit) {
        begin(HistoryDecoder.SUBMIT, submit);
        out.i64(submit.seq()).i64(submit.previous());
        parties.sender(submit.draft().from());
        content(submit.draft().content());
        out.text(submit.draft().key());
    }

    private void outcome(Outcome outcome) {
        switch (outcome) {
            case Outcome.Placed(Position position) -> {
                out.u8(HistoryDecoder.PLACED);
                position(position);
            }
            case Outcome.Conflict conflict -> out.u8(HistoryDecoder.CONFLICT);
            case Outcome.Unknown unknown -> out.u8(HistoryDecoder.UNKNOWN);
        }
    }

    private void position(Position position) {
        out.i64(position.epoch()).i64(position.offset());
    }

    private void page(Page page) {
        position(page.head());
        many(page.messages(), this::message);
        out.flag(page.gapless()).flag(page.more());
    }

    private void query(Query query) {
        switch (query) {
            case Query.Since(Position position) -> {
                out.u8(HistoryDecoder.SINCE);
                position(position);
            }
            case Query.After(long offset, int limit) ->
                out.u8(HistoryDecoder.AFTER).i64(offset).i32(limit);
            case Query.Before(long offset, int limit) ->
                out.u8(HistoryDecoder.BEFORE).i64(offset).i32(limit);
        }
    }

    private void content(Content content) {
        out.u8(Wire.code(content.kind())).bytes(content.bytes());
    }
}
