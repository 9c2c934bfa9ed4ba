package io.ringway.gateway.protocol.ringway;

import io.ringway.gateway.protocol.json.JsonWriter;

/** The members of the server's frames, ready to be written. */
final class Key {
    static final Key ID = new Key("id");
    static final Key CODE = new Key("code");
    static final Key MESSAGE = new Key("message");
    static final Key TEMPORARY = new Key("temporary");
    static final Key RETRY_AFTER_MS = new Key("retry_after_ms");
    static final Key CID = new Key("cid");
    static final Key USER_ID = new Key("user_id");
    static final Key EPOCH = new Key("epoch");
    static final Key SERVER_TIME = new Key("server_time");
    static final Key EXPIRES_AT = new Key("expires_at");
    static final Key PING_INTERVAL_MS = new Key("ping_interval_ms");
    static final Key LIMITS = new Key("limits");
    static final Key FEATURES = new Key("features");
    static final Key ICE = new Key("ice");
    static final Key GROUP = new Key("group");
    static final Key VERSION = new Key("version");
    static final Key COMPLETE = new Key("complete");
    static final Key SUSPECT = new Key("suspect");
    static final Key MEMBERS = new Key("members");
    static final Key PARTIAL = new Key("partial");
    static final Key TOTAL = new Key("total");
    static final Key SINCE = new Key("since");
    static final Key STEPS = new Key("steps");
    static final Key META = new Key("meta");
    static final Key CONTENT = new Key("content");
    static final Key DELIVERED = new Key("delivered");
    static final Key GROUPS = new Key("groups");
    static final Key NEXT = new Key("next");
    static final Key CALL_ID = new Key("call_id");
    static final Key DATA = new Key("data");
    static final Key DESCRIPTION = new Key("description");
    static final Key CANDIDATE = new Key("candidate");
    static final Key CANDIDATES = new Key("candidates");
    static final Key REASON = new Key("reason");
    static final Key CALLS = new Key("calls");
    static final Key UNSEEN = new Key("unseen");
    static final Key LINES = new Key("lines");
    static final Key AT = new Key("at");
    static final Key WHAT = new Key("what");
    static final Key TEXT = new Key("text");
    static final Key DIRECTION = new Key("direction");
    static final Key CALLER = new Key("caller");
    static final Key CALLEE = new Key("callee");
    static final Key DATA_BYTES = new Key("data_bytes");
    static final Key BEGAN = new Key("began");
    static final Key ANSWERED = new Key("answered");
    static final Key ENDED = new Key("ended");
    static final Key DURATION_MS = new Key("duration_ms");
    static final Key ENDED_BY = new Key("ended_by");
    static final Key DEVICE = new Key("device");
    static final Key MISSED = new Key("missed");
    static final Key SEEN = new Key("seen");
    static final Key RING_MS = new Key("ring_ms");
    static final Key WAITING = new Key("waiting");
    static final Key STARTS = new Key("starts");
    static final Key POLITE = new Key("polite");
    static final Key INTO = new Key("into");
    static final Key USERS = new Key("users");
    static final Key ON_BUSY = new Key("on_busy");
    static final Key ICE_SERVERS = new Key("iceServers");
    static final Key ICE_TRANSPORT_POLICY = new Key("iceTransportPolicy");
    static final Key ICE_EXPIRES_AT = new Key("expiresAt");
    static final Key FRAME_BYTES = new Key("frame_bytes");
    static final Key CONTENT_BYTES = new Key("content_bytes");
    static final Key META_BYTES = new Key("meta_bytes");
    static final Key GROUP_NAME_CHARS = new Key("group_name_chars");
    static final Key OUTBOX_BYTES = new Key("outbox_bytes");
    static final Key RESUME = new Key("resume");
    static final Key GRACE_MS = new Key("grace_ms");
    static final Key RESUMED = new Key("resumed");
    static final Key RECOVERED = new Key("recovered");
    static final Key SEQ = new Key("seq");
    static final Key HEARD = new Key("heard");
    static final Key OFFSET = new Key("offset");
    static final Key POSITION = new Key("position");
    static final Key MESSAGES = new Key("messages");
    static final Key MORE = new Key("more");
    static final Key KEY = new Key("key");
    static final Key VALUE = new Key("value");
    static final Key DELETED = new Key("deleted");
    static final Key FROM = new Key("from");
    static final Key STATE = new Key("state");
    static final Key PUSHED = new Key("pushed");

    private final byte[] first;
    private final byte[] next;

    private Key(String name) {
        this.first = JsonWriter.ascii("{\"" + name + "\":");
        this.next = JsonWriter.ascii(",\"" + name + "\":");
    }

    /** The name of an object's first member: an opening brace comes with it. */
    byte[] first() {
        return first;
    }

    /** The name of a further member: a comma comes with it. */
    byte[] next() {
        return next;
    }
}
