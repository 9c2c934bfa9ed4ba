package io.ringway.gateway.session.calls;

import io.ringway.gateway.session.node.TestNode;
import io.ringway.gateway.session.node.TestNode.Client;
import io.vertx.core.json.JsonObject;
import java.util.List;

/** What skapi-js says and hears in calls. */
final class SkapiCaller {
    private static final String KEEP_ALIVE = "{\"action\":\"keepAlive\"}";
    private static final String SDP_OFFER = "{\"sdpoffer\":{\"type\":\"offer\",\"sdp\":\"v=0\"}}";

    private final Client client;
    private final String user;

    /** A page that was connected before says first which group it is in. */
    SkapiCaller(TestNode node, String user) {
        this(user, node.connectSkapi(user));
    }

    private SkapiCaller(String user, Client client) {
        this.user = user;
        this.client = client;
        client.send("{\"action\":\"joinRoom\",\"rid\":\"lobby\",\"token\":\"t\"}");
    }

    /** One that has just been opened. */
    static SkapiCaller onANewPage(TestNode node, String user) {
        return new SkapiCaller(user, node.connectSkapi(user).send(KEEP_ALIVE));
    }

    /** Its connection breaks. */
    void lose() {
        client.close(1006);
    }

    /** Whether it is in its group. */
    boolean isThere() {
        return client.socket().frames().stream().anyMatch(frame -> "USER_JOINED".equals(frame.getString("#code")));
    }

    String cid() {
        return client.socket().frames().stream()
                .filter(frame -> "USER_JOINED".equals(frame.getString("#code")))
                .filter(frame -> user.equals(frame.getString("#user_id")))
                .findFirst()
                .orElseThrow()
                .getString("#scid");
    }

    SkapiCaller dial(String cid) {
        say(cid, SDP_OFFER);
        candidate(cid, "of the offer of " + user);
        return this;
    }

    /** Everything that an accept sends. */
    void accept(String cid) {
        answer(cid);
        candidate(cid, "of the answer of " + user);
        say(cid, "{\"pickup\":\"" + user + "\"}");
    }

    void answer(String cid) {
        say(cid, "{\"sdpanswer\":{\"type\":\"answer\",\"sdp\":\"v=0 of " + user + "\"}}");
    }

    void candidate(String cid, String candidate) {
        say(cid, "{\"candidate\":{\"candidate\":\"" + candidate + "\"}}");
    }

    void hangup(String cid) {
        say(cid, "{\"hungup\":\"" + user + "\"}");
    }

    /** Both before anything of what comes of the first can arrive. */
    void hangupAndDial(String cid, String next) {
        client.send(frame(cid, "{\"hungup\":\"" + user + "\"}"), frame(next, SDP_OFFER));
    }

    void keepAlive() {
        client.send(KEEP_ALIVE);
    }

    private void say(String cid, String content) {
        client.send(frame(cid, content));
    }

    private static String frame(String cid, String content) {
        return "{\"action\":\"rtc\",\"uid\":\"cid:" + cid + "\",\"content\":" + content + ",\"token\":\"t\"}";
    }

    /** By what names it was rung so far. */
    List<String> ringers() {
        return heard("sdpoffer");
    }

    /** From whom it heard frames of a kind so far. */
    List<String> heard(String kind) {
        return client.socket().frames().stream()
                .filter(frame -> frame.getJsonObject("#rtc") != null)
                .filter(frame -> frame.getJsonObject("#rtc").containsKey(kind))
                .map(frame -> frame.getString("#scid"))
                .toList();
    }

    /** The candidates it was told, by whom. */
    List<String> candidates(String from) {
        return client.socket().frames().stream()
                .filter(frame -> from.equals(frame.getString("#scid")))
                .map(frame -> frame.getJsonObject("#rtc", new JsonObject()).getJsonObject("candidate"))
                .filter(candidate -> candidate != null)
                .map(candidate -> candidate.getString("candidate"))
                .toList();
    }
}
