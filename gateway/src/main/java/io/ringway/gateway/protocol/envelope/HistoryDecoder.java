package io.ringway.gateway.protocol.envelope;

import io.ringway.cluster.Group;
import io.ringway.cluster.Tenant;
import io.ringway.gateway.history.Ballot;
import io.ringway.gateway.history.Draft;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Reads what {@link HistoryEncoder} writes. */
final class HistoryDecoder {
    /** No entry, key or number on the wire takes less, in bytes. */
    static final int SMALLEST = 16;

    static final int SEEK = 0;
    static final int PROMISE = 1;
    static final int REFUSE = 2;
    static final int PULL = 3;
    static final int PULLED = 4;
    static final int INSTALL = 5;
    static final int INSTALLED = 6;
    static final int STORE = 7;
    static final int STORED = 8;
    static final int WAKE = 9;
    static final int SUBMIT = 10;
    static final int SETTLED = 11;
    static final int FOLLOW = 12;
    static final int UNFOLLOW = 13;
    static final int FOLLOWED = 14;
    static final int COMMITTED = 15;
    static final int FETCH = 16;
    static final int FETCHED = 17;

    static final int PLACED = 0;
    static final int CONFLICT = 1;
    static final int UNKNOWN = 2;
    static final int SINCE = 0;
    static final int AFTER = 1;
    static final int BEFORE = 2;

    private final Tenant tenant;
    private final ByteReader in;
    private final PartyReader parties;

    HistoryDecoder(Tenant tenant, ByteReader in) {
        this.tenant = tenant;
        this.in = in;
        this.parties = new PartyReader(tenant, in);
    }

    HistoryMessage read() throws EnvelopeException {
        int kind = in.u8();
        Group group = new Group(tenant, in.name());
        return switch (kind) {
            case SEEK -> new HistoryMessage.Seek(group, ballot());
            case PROMISE -> new HistoryMessage.Promise(group, ballot(), in.optional(this::held));
            case REFUSE -> new HistoryMessage.Refuse(group, ballot(), ballot());
            case PULL -> new HistoryMessage.Pull(group, ballot());
            case PULLED -> new HistoryMessage.Pulled(group, ballot(), contents());
            case INSTALL -> new HistoryMessage.Install(group, regime(), in.optional(this::contents));
            case INSTALLED -> new HistoryMessage.Installed(group, ballot());
            case STORE -> new HistoryMessage.Store(group, ballot(), many(this::entry));
            case STORED -> new HistoryMessage.Stored(group, ballot(), in.i64());
            case WAKE -> new HistoryMessage.Wake(group);
            case SUBMIT -> new HistoryMessage.Submit(group, in.i64(), in.i64(), draft());
            case SETTLED -> new HistoryMessage.Settled(group, in.i64(), outcome());
            case FOLLOW -> new HistoryMessage.Follow(group, in.i64(), in.optional(this::position));
            case UNFOLLOW -> new HistoryMessage.Unfollow(group);
            case FOLLOWED -> new HistoryMessage.Followed(group, in.i64(), ballot(), page());
            case COMMITTED -> new HistoryMessage.Committed(group, ballot(), message());
            case FETCH -> new HistoryMessage.Fetch(group, in.i64(), query());
            case FETCHED -> new HistoryMessage.Fetched(group, in.i64(), page());
            default -> throw new EnvelopeException("unknown news of a history");
        };
    }

    private <T> List<T> many(ByteReader.Read<T> one) throws EnvelopeException {
        List<T> list = new ArrayList<>();
        for (int left = in.count(SMALLEST); left > 0; left--) {
            list.add(one.read());
        }
        return list;
    }

    private Ballot ballot() throws EnvelopeException {
        return new Ballot(in.i64(), in.i64());
    }

    Regime regime() throws EnvelopeException {
        Ballot ballot = ballot();
        long epoch = in.i64();
        List<Long> replicas = in.list(in::i64);
        List<Long> before = in.list(in::i64);
        if (replicas.isEmpty() || replicas.size() > Regime.REPLICAS || before.size() > Regime.REPLICAS) {
            throw new EnvelopeException("a history on no, or too many, nodes");
        }
        return new Regime(ballot, epoch, replicas, before);
    }

    private HistoryMessage.Held held() throws EnvelopeException {
        return new HistoryMessage.Held(regime(), in.flag(), in.flag(), in.i64());
    }

    private HistoryMessage.Contents contents() throws EnvelopeException {
        long behind = in.i64();
        long head = in.i64();
        List<Entry> entries = many(this::entry);
        Map<Long, Long> seqs = seqs();
        for (int i = 1; i < entries.size(); i++) {
            if (entries.get(i).kept().offset() != entries.get(i - 1).kept().offset() + 1) {
                throw new EnvelopeException("a history with a hole");
            }
        }
        return new HistoryMessage.Contents(behind, head, entries, seqs, many(this::row));
    }

    /** By node, in ascending order. */
    private Map<Long, Long> seqs() throws EnvelopeException {
        TreeMap<Long, Long> seqs = new TreeMap<>();
        for (int left = in.count(SMALLEST); left > 0; left--) {
            long node = in.i64();
            if (!seqs.isEmpty() && node <= seqs.lastKey()) {
                throw new EnvelopeException("numbers out of order");
            }
            seqs.put(node, in.i64());
        }
        return seqs;
    }

    Entry entry() throws EnvelopeException {
        return new Entry(message(), in.i64(), in.i64(), in.text());
    }

    KeyBook.Row row() throws EnvelopeException {
        return new KeyBook.Row(parties.user(), in.name(), in.bytes(), in.i64(), in.i64());
    }

    private KeptMessage message() throws EnvelopeException {
        return new KeptMessage(in.i64(), in.i64(), parties.sender(), content());
    }

    private Draft draft() throws EnvelopeException {
        return new Draft(parties.sender(), content(), in.text());
    }

    private Outcome outcome() throws EnvelopeException {
        return switch (in.u8()) {
            case PLACED -> new Outcome.Placed(position());
            case CONFLICT -> new Outcome.Conflict();
            case UNKNOWN -> new Outcome.Unknown();
            default -> throw new EnvelopeException("an unknown outcome");
        };
    }

    private Position position() throws EnvelopeException {
        return new Position(in.i64(), in.i64());
    }

    private Page page() throws EnvelopeException {
        return new Page(position(), many(this::message), in.flag(), in.flag());
    }

    private Query query() throws EnvelopeException {
        return switch (in.u8()) {
            case SINCE -> new Query.Since(position());
            case AFTER -> new Query.After(in.i64(), in.i32());
            case BEFORE -> new Query.Before(in.i64(), in.i32());
            default -> throw new EnvelopeException("an unknown query");
        };
    }

    private Content content() throws EnvelopeException {
        Content.Kind kind = in.oneOf(Wire.KINDS);
        return new Content(kind, in.bytes());
    }
}
