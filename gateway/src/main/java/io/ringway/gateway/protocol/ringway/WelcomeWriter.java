package io.ringway.gateway.protocol.ringway;

import io.ringway.gateway.protocol.CallId;
import io.ringway.gateway.protocol.Command;
import io.ringway.gateway.protocol.Event;
import io.ringway.gateway.protocol.json.JsonWriter;

/** Writes the first frame of a connection. Stateless. */
final class WelcomeWriter {
    private static final byte[] WELCOME = FrameWriter.opening("welcome");

    private WelcomeWriter() {}

    static void write(FrameWriter out, Event.Welcome e) {
        out.start(WELCOME);
        if (e.id() != Command.NO_ID) {
            out.number(Key.ID, e.id());
        }
        out.cid(e.cid()).string(Key.USER_ID, e.user().id()).plain(Key.EPOCH, e.epoch());
        out.number(Key.SERVER_TIME, e.serverTime()).number(Key.EXPIRES_AT, e.expiresAt());
        out.number(Key.PING_INTERVAL_MS, e.pingIntervalMs());
        limits(out, e.limits());
        out.strings(Key.FEATURES, e.features());
        JsonWriter json = out.json().raw(Key.ICE.next());
        if (e.ice() == null) {
            json.nothing();
        } else {
            out.iceServers(Key.ICE_SERVERS.first(), e.ice());
        }
        if (e.continuity() != null) {
            continuity(out, e.continuity());
        }
        out.end();
    }

    private static void limits(FrameWriter out, Event.Limits limits) {
        out.json().raw(Key.LIMITS.next()).raw(Key.FRAME_BYTES.first()).number(limits.frameBytes());
        out.number(Key.CONTENT_BYTES, limits.contentBytes()).number(Key.META_BYTES, limits.metaBytes());
        out.number(Key.GROUP_NAME_CHARS, limits.groupNameChars()).number(Key.GROUPS, limits.groups());
        out.number(Key.OUTBOX_BYTES, limits.outboxBytes()).end();
    }

    private static void continuity(FrameWriter out, Event.Continuity c) {
        out.plain(Key.RESUME, c.token()).number(Key.GRACE_MS, c.graceMs()).bool(Key.RESUMED, c.resumed());
        if (c.resumed()) {
            out.bool(Key.RECOVERED, c.recovered()).number(Key.SEQ, c.sent()).number(Key.HEARD, c.heard());
        }
        if (c.resumed() && !c.recovered()) {
            out.strings(Key.CALLS, c.calls().stream().map(CallId::toString).toList());
        }
    }
}
