package io.ringway.gateway.http.ws;

import io.netty.buffer.ByteBuf;
import io.ringway.gateway.protocol.CloseCode;

/**
 * How one connection ends, and in whose words. Loop thread only.
 *
 * <p>A close frame that comes after ours is mostly the answer to it, whatever it says: some libraries answer each with 1000. It is a
 * goodbye that crossed ours where the client cannot have read ours yet: a ping goes right in front of it, and clients answer pings
 * before they read on (RFC 6455, 5.5.2). Of those that have left a ping without an answer nothing can be said.
 */
final class Parting {
    private static final int NORMAL = CloseCode.NORMAL.code();
    private static final int PAGE_GONE = 1001;

    private String label = CloseLabel.LOST;
    private int status = ControlFrames.NO_CLOSE_FRAME;
    private int peerStatus = ControlFrames.NO_CLOSE_FRAME;
    private boolean isPinged;
    private boolean isPonged;
    /** Whether a ping is in front of our close frame, and its answer has not come. */
    private boolean isUnread;

    /** We close it. */
    void told(CloseCode code) {
        label = CloseLabel.server(code);
        status = code.code();
    }

    /** Whether a ping is to go in front of our close frame: only where the client may come back does it matter who closed. */
    boolean asks(CloseCode code) {
        isUnread = !CloseCode.isFinal(code.code());
        return isUnread;
    }

    /** A ping was sent, other than the one in front of our close frame. */
    void pinged() {
        isPinged = true;
    }

    void ponged(ByteBuf payload) {
        isPonged = isPinged;
        if (ControlFrames.isLastPing(payload)) {
            isUnread = false;
        }
    }

    /** The client closes it. */
    void said(int ofPeer) {
        peerStatus = ofPeer;
        label = CloseLabel.client(ofPeer);
        status = ofPeer;
    }

    /** The client's close frame comes after ours. */
    void answered(int ofPeer) {
        peerStatus = ofPeer;
        if (isUnread && (isPonged || !isPinged) && isGoodbye(ofPeer)) {
            said(ofPeer);
        }
    }

    private static boolean isGoodbye(int ofPeer) {
        return ofPeer == NORMAL || ofPeer == PAGE_GONE || ofPeer == ControlFrames.NO_STATUS;
    }

    /** Whether a ping was answered before: of other clients, silence says nothing. */
    boolean answersPings() {
        return isPonged;
    }

    /** Whether what either side has said is for good: nobody comes back after this connection. */
    boolean isForGood() {
        return status == PAGE_GONE || CloseCode.isFinal(status);
    }

    /** One of few names. */
    String label() {
        return label;
    }

    /**
     * The close code of whoever closed first. Of a client that did not even answer a code to come back with it is known that it was
     * lost: it may have been gone before it was sent away.
     */
    int status() {
        boolean isAnswered = peerStatus != ControlFrames.NO_CLOSE_FRAME;
        return isAnswered || CloseCode.isFinal(status) ? status : ControlFrames.NO_CLOSE_FRAME;
    }
}
