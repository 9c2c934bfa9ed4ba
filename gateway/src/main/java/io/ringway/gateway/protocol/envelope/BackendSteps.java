package io.ringway.gateway.protocol.envelope;

import io.ringway.cluster.Group;
import io.ringway.cluster.Tenant;
import io.ringway.cluster.UserId;
import io.ringway.gateway.protocol.CallId;
import io.ringway.gateway.protocol.LiveCall;
import io.ringway.gateway.protocol.envelope.BackendStep.Connected;
import io.ringway.gateway.protocol.envelope.BackendStep.EndedCall;
import io.ringway.gateway.protocol.envelope.BackendStep.Given;
import io.ringway.gateway.protocol.envelope.BackendStep.Held;
import io.ringway.gateway.protocol.envelope.BackendStep.Seen;

/** How {@link BackendStep}s are written, and read: in the order their components are declared in. */
final class BackendSteps {
    private static final int MEMBER_STATE = 2;
    private static final int MEMBER_LIFE = 3;
    private static final int USERS_ASKED = 4;
    private static final int USERS_TOLD = 5;
    private static final int CONNECTIONS_ASKED = 6;
    private static final int CONNECTIONS_TOLD = 7;
    private static final int GROUP_WORDS = 20;
    private static final int MEMBER_MOVE = 22;
    private static final int MEMBER_MOVED = 23;

    private static final int WORDS = 45;
    private static final int WORD_SUMS = 46;
    private static final int WORDS_ASKED = 47;
    private static final int CALLS_ASKED = 40;
    private static final int CALLS_TOLD = 41;
    private static final int CALL_END_ASKED = 42;
    private static final int CALL_END_TOLD = 43;
    private static final int TURN_ASKED = 50;
    private static final int TURN_TOLD = 51;
    private static final int CONNECTIONS_LISTED = 52;
    private static final int CONNECTIONS_HELD = 53;
    private static final int MEMBERS_GIVEN = 77;
    private static final int MEMBERS_TAKEN = 78;
    private static final int MEMBER_SOUGHT = 79;
    private static final int MEMBERS_ASKED = 84;
    private static final int MEMBERS_FOUND = 86;
    private static final int VIRTUAL_ASKED = 87;
    private static final int VIRTUAL_TOLD = 166;
    private static final int MEMBERS_SINCE = 93;
    private static final int MEMBER_META = 95;

    private static final LiveCall.State[] CALL_STATES = LiveCall.State.values();
    private static final EndedCall[] ENDED_CALLS = EndedCall.values();

    private BackendSteps() {}

    static void write(BackendStep step, ByteWriter out) {
        switch (step) {
            case BackendStep.MemberState(var group, var cid, var state) ->
                out.u8(MEMBER_STATE).text(group.name()).cid(cid).text(state);
            case BackendStep.MemberMeta(var group, var cid, var meta) ->
                out.u8(MEMBER_META).text(group.name()).cid(cid).bytes(meta);
            case BackendStep.MemberLife(var group, var cid, var ttl) ->
                out.u8(MEMBER_LIFE).text(group.name()).cid(cid).i64(ttl);
            case BackendStep.UsersAsked(var tenant, var ids) ->
                out.u8(USERS_ASKED).list(ids, out::text);
            case BackendStep.UsersTold(var tenant, var users) ->
                out.u8(USERS_TOLD)
                        .list(
                                users,
                                user -> out.text(user.id())
                                        .i32(user.connections())
                                        .flag(user.isVirtual())
                                        .i64(user.lastSeen()));
            case BackendStep.ConnectionsAsked(var user) ->
                out.u8(CONNECTIONS_ASKED).text(user.id());
            case BackendStep.ConnectionsTold(var tenant, var connections) ->
                out.u8(CONNECTIONS_TOLD).list(connections, connection -> write(connection, out));
            case BackendStep.ConnectionsListed(var tenant, var only, var after, var limit) ->
                out.u8(CONNECTIONS_LISTED)
                        .optional(only, out::cid)
                        .optional(after, out::cid)
                        .i32(limit);
            case BackendStep.ConnectionsHeld(var tenant, var held) ->
                out.u8(CONNECTIONS_HELD).list(held, one -> write(one.connection(), out.text(one.user())));
            case BackendStep.CallsAsked(var tenant, var user, var after, var limit) ->
                out.u8(CALLS_ASKED)
                        .text(user)
                        .optional(after, call -> out.cid(call.value()))
                        .i32(limit);
            case BackendStep.CallsTold(var tenant, var calls) ->
                out.u8(CALLS_TOLD).list(calls, call -> write(call, out));
            case BackendStep.CallEndAsked(var tenant, var call) ->
                out.u8(CALL_END_ASKED).cid(call.value());
            case BackendStep.CallEndTold(var tenant, var outcome) -> write(outcome, out);
            case BackendStep.MemberMove(var tenant, var cid, var from, var to) ->
                out.u8(MEMBER_MOVE).cid(cid).text(from).text(to);
            case BackendStep.MemberMoved(var tenant, var isDone, var refusal, var message) ->
                out.u8(MEMBER_MOVED).flag(isDone).text(refusal).text(message);
            case BackendStep.TurnAsked(var tenant, var username) ->
                out.u8(TURN_ASKED).text(username);
            case BackendStep.TurnTold(var tenant, var isForeign, var name, var expiresAt) ->
                out.u8(TURN_TOLD).flag(isForeign).text(name).i64(expiresAt);
            case BackendStep.MembersGiven(var tenant, var members) ->
                out.u8(MEMBERS_GIVEN).list(members, member -> write(member, out));
            case BackendStep.MembersTaken(var tenant, var cids) ->
                out.u8(MEMBERS_TAKEN).list(cids, out::cid);
            case BackendStep.MembersSince(var tenant, var members) ->
                out.u8(MEMBERS_SINCE)
                        .list(
                                members,
                                one -> out.text(one.group()).cid(one.cid()).i64(one.since()));
            case BackendStep.VirtualAsked(var tenant, var user, var isWhole, var limit) ->
                out.u8(VIRTUAL_ASKED).text(user).flag(isWhole).i32(limit);
            case BackendStep.VirtualTold(var tenant, var members) ->
                out.u8(VIRTUAL_TOLD).list(members, member -> ReportCodec.write(out, member));
            case BackendStep.MemberSought(var group, var user, var ttl) ->
                out.u8(MEMBER_SOUGHT).text(group.name()).text(user).i64(ttl);
            case BackendStep.MembersAsked(var group, var user) ->
                out.u8(MEMBERS_ASKED).text(group.name()).text(user);
            case BackendStep.MembersFound(var tenant, var members) ->
                out.u8(MEMBERS_FOUND)
                        .list(members, member -> out.cid(member.cid()).bytes(member.meta()));
            case BackendStep.GroupWords(var tenant, var entries) ->
                out.u8(GROUP_WORDS).list(entries, entry -> EntryCodec.write(entry, tenant, out));
            case BackendStep.Words(var entries) -> out.u8(WORDS).list(entries, entry -> EntryCodec.write(entry, out));
            case BackendStep.WordSums(var sums) -> out.u8(WORD_SUMS).list(sums, out::i64);
            case BackendStep.WordsAsked(var rows, var after) ->
                out.u8(WORDS_ASKED).list(rows, out::i32).optional(after, id -> EntryCodec.write(id, out));
        }
    }

    @SuppressWarnings("EnumOrdinal") // declared in the enum to be on the wire
    private static void write(EndedCall outcome, ByteWriter out) {
        out.u8(CALL_END_TOLD).u8(outcome.ordinal());
    }

    @SuppressWarnings("EnumOrdinal") // declared in the enum to be on the wire
    private static void write(LiveCall call, ByteWriter out) {
        out.cid(call.call().value()).u8(call.state().ordinal()).text(call.caller());
        out.optional(call.callerCid(), out::cid).optional(call.callee(), out::text);
        out.optional(call.calleeCid(), out::cid).i64(call.answered()).i64(call.connected());
    }

    private static LiveCall liveCall(ByteReader in) throws EnvelopeException {
        return new LiveCall(
                new CallId(in.cid()),
                in.oneOf(CALL_STATES),
                in.name(),
                in.optional(in::cid),
                in.optional(in::name),
                in.optional(in::cid),
                in.i64(),
                in.i64());
    }

    private static void write(Connected connection, ByteWriter out) {
        out.cid(connection.cid()).flag(connection.isParked()).i64(connection.expiresAt());
        out.list(connection.groups(), out::text).bytes(connection.privateMeta());
    }

    private static Connected connected(ByteReader in) throws EnvelopeException {
        return new Connected(in.cid(), in.flag(), in.i64(), in.list(in::name), in.bytes());
    }

    private static void write(Given member, ByteWriter out) {
        out.text(member.group()).cid(member.cid()).text(member.user()).bytes(member.meta());
        out.i32(member.moves()).i64(member.ttlMillis()).i64(member.leftMillis());
    }

    private static Given given(ByteReader in) throws EnvelopeException {
        return new Given(in.name(), in.cid(), in.name(), in.bytes(), in.i32(), in.i64(), in.i64());
    }

    static BackendStep read(Tenant tenant, ByteReader in) throws EnvelopeException {
        return switch (in.u8()) {
            case MEMBER_STATE -> new BackendStep.MemberState(new Group(tenant, in.name()), in.cid(), in.text());
            case MEMBER_META -> new BackendStep.MemberMeta(new Group(tenant, in.name()), in.cid(), in.bytes());
            case MEMBER_LIFE -> new BackendStep.MemberLife(new Group(tenant, in.name()), in.cid(), in.i64());
            case USERS_ASKED -> new BackendStep.UsersAsked(tenant, in.list(in::name));
            case USERS_TOLD ->
                new BackendStep.UsersTold(tenant, in.list(() -> new Seen(in.name(), in.i32(), in.flag(), in.i64())));
            case CONNECTIONS_ASKED -> new BackendStep.ConnectionsAsked(new UserId(tenant, in.name()));
            case CONNECTIONS_TOLD -> new BackendStep.ConnectionsTold(tenant, in.list(() -> connected(in)));
            case CONNECTIONS_LISTED ->
                new BackendStep.ConnectionsListed(tenant, in.optional(in::cid), in.optional(in::cid), in.i32());
            case CONNECTIONS_HELD ->
                new BackendStep.ConnectionsHeld(tenant, in.list(() -> new Held(in.name(), connected(in))));
            case CALLS_ASKED ->
                new BackendStep.CallsAsked(tenant, in.text(), in.optional(() -> new CallId(in.cid())), in.i32());
            case CALLS_TOLD -> new BackendStep.CallsTold(tenant, in.list(() -> liveCall(in)));
            case CALL_END_ASKED -> new BackendStep.CallEndAsked(tenant, new CallId(in.cid()));
            case CALL_END_TOLD -> new BackendStep.CallEndTold(tenant, in.oneOf(ENDED_CALLS));
            case MEMBER_MOVE -> new BackendStep.MemberMove(tenant, in.cid(), in.text(), in.text());
            case MEMBER_MOVED -> new BackendStep.MemberMoved(tenant, in.flag(), in.text(), in.text());
            case TURN_ASKED -> new BackendStep.TurnAsked(tenant, in.name());
            case TURN_TOLD -> new BackendStep.TurnTold(tenant, in.flag(), in.text(), in.i64());
            case MEMBERS_GIVEN -> new BackendStep.MembersGiven(tenant, in.list(() -> given(in)));
            case MEMBERS_TAKEN -> new BackendStep.MembersTaken(tenant, in.list(in::cid));
            case MEMBERS_SINCE ->
                new BackendStep.MembersSince(
                        tenant, in.list(() -> new BackendStep.Since(in.name(), in.cid(), in.i64())));
            case VIRTUAL_ASKED -> new BackendStep.VirtualAsked(tenant, in.text(), in.flag(), in.i32());
            case VIRTUAL_TOLD -> new BackendStep.VirtualTold(tenant, in.list(() -> ReportCodec.virtual(in)));
            case MEMBER_SOUGHT -> new BackendStep.MemberSought(new Group(tenant, in.name()), in.name(), in.i64());
            case MEMBERS_ASKED -> new BackendStep.MembersAsked(new Group(tenant, in.name()), in.name());
            case MEMBERS_FOUND ->
                new BackendStep.MembersFound(tenant, in.list(() -> new BackendStep.Found(in.cid(), in.bytes())));
            case GROUP_WORDS -> new BackendStep.GroupWords(tenant, in.list(() -> EntryCodec.entry(tenant, in)));
            case WORDS -> new BackendStep.Words(in.list(() -> EntryCodec.entry(in)));
            case WORD_SUMS -> new BackendStep.WordSums(in.list(in::i64));
            case WORDS_ASKED -> new BackendStep.WordsAsked(in.list(in::i32), in.optional(() -> EntryCodec.id(in)));
            default -> throw new EnvelopeException("an unknown step of a backend");
        };
    }
}
