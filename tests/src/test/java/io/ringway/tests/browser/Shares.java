package io.ringway.tests.browser;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.TimeoutError;
import org.jspecify.annotations.Nullable;

/** Streams that come and go in a room, and many of them at once, between pages that are in it as {@code window.room}. */
final class Shares {
    private static final int TIMES = 10;

    /** As many as one member may have. */
    private static final int MANY = 8;

    private static final String PLAIN = "{ audio: true, video: { width: 160, height: 90, frameRate: 8 } }";

    /** Whether a picture of that role comes from the first other member, and moves on from where it was at the first look. */
    private static final String MOVES = """
            (role) => {
              const others = [...room.peers[0].streams.values()];
              const stream = others.find((one) => one.role === role && one.stream.getVideoTracks().length)?.stream;
              if (!stream) return false;
              const seen = ((window.seen ??= {})[role] ??= document.body.appendChild(document.createElement('video')));
              if (seen.srcObject !== stream) {
                Object.assign(seen, { muted: true, autoplay: true, srcObject: stream });
                seen.from = 0;
              }
              if (seen.videoWidth > 0) seen.from ||= seen.currentTime;
              return seen.from > 0 && seen.currentTime > seen.from + 0.5;
            }
            """;

    private static final String SCREENS =
            "(count) => [...room.peers[0].streams.values()].filter((one) => one.role === 'screen').length === count";

    /** A camera that is off, and a screen that goes with the same microphone. */
    private static final String SHOW_BEFOREHAND = """
            async () => {
              const face = await navigator.mediaDevices.getUserMedia(PLAIN);
              room.addStream(face, { role: 'face' });
              await room.replaceTrack(face.getVideoTracks()[0], null);
              const screen = await navigator.mediaDevices.getDisplayMedia({ video: { width: 160, frameRate: 8 } });
              room.addStream(new MediaStream([...face.getAudioTracks(), ...screen.getVideoTracks()]), { role: 'screen' });
            }
            """.replace("PLAIN", PLAIN);

    private static final String SHOW_MANY = """
            async (count) => {
              for (let i = 0; i < count; i++) room.addStream(await navigator.mediaDevices.getUserMedia(PLAIN), { role: 'many' });
            }
            """.replace("PLAIN", PLAIN);

    private static final String REMOVE_ALL = "for (const { stream } of room.streams) room.removeStream(stream)";

    private static final String SEE_MANY = """
            (count) => {
              const [{ state, streams }] = room.peers;
              const many = [...streams.values()].filter(({ role }) => role === 'many');
              return state === 'connected' && many.length === count && many.every(({ stream }) => stream.getTracks().length === 2);
            }
            """;

    /** What the page knows of its connection, and whether pictures come that it does not show. */
    private static final String STANDING = """
            async () => {
              const named = ({ kind, id, muted }) => `${kind} ${id.slice(0, 8)} ${muted ? 'muted' : 'live'}`;
              const standing = async ({ state, reason, n, pc, streams }) => ({
                state, reason, n, signaling: pc.signalingState, connection: pc.connectionState,
                sections: pc.getTransceivers().map((one) => `${one.mid} ${one.direction} ${one.currentDirection} ${named(one.receiver.track)}`),
                description: pc.localDescription && JSON.stringify(pc.localDescription).length,
                streams: [...streams.values()].map(({ role, stream }) => `${role} ${stream.getTracks().map(named)}`),
                pictures: [...(await pc.getStats()).values()]
                  .filter(({ type, kind }) => type === 'inbound-rtp' && kind === 'video')
                  .map(({ mid, framesDecoded }) => `${mid} ${framesDecoded}`),
              });
              const seen = Object.entries(window.seen ?? {}).map(([role, seen]) => `${role} ${seen.videoWidth} ${seen.currentTime}`);
              return JSON.stringify({ peers: await Promise.all(room.peers.map(standing)), seen });
            }
            """;

    private Shares() {}

    /** Who is alone in the room shows this to whoever comes. */
    static void beforehand(Page one) {
        one.evaluate(SHOW_BEFOREHAND);
    }

    /** What one showed beforehand gets to the other, who has come since. */
    static void late(Page one, Page other) {
        sees(other, MOVES, "screen");
        one.evaluate(REMOVE_ALL);
        sees(other, "() => room.peers[0].streams.size === 0", null);
        String senders = "() => room.peers[0].pc.getSenders().filter(({ track }) => track).length";
        assertEquals(0, one.evaluate(senders), "nothing goes on being sent");
    }

    /** The two are the only ones in the room, and have met. */
    static void between(Page one, Page other) {
        for (Page page : new Page[] {one, other}) {
            page.evaluate("async () => room.addStream(await navigator.mediaDevices.getUserMedia(%s), { role: 'face' })"
                    .formatted(PLAIN));
        }
        sees(other, MOVES, "face");
        for (int share = 0; share < TIMES; share++) {
            share(one);
            sees(other, MOVES, "screen");
            one.evaluate("room.removeStream(window.shared)");
            sees(other, SCREENS, 0);
        }
        assertEquals(1, one.evaluate("room.peers[0].n"), "the same connection all the time");
        // The other one's pictures come as before, and another screen gets there.
        sees(one, MOVES, "face");
        share(one);
        sees(other, MOVES, "screen");
        one.evaluate("room.removeStream(window.shared)");
    }

    private static void share(Page page) {
        page.evaluate(
                "async () => { window.shared = await room.shareScreen({ video: { width: 160, frameRate: 8 } }); }");
    }

    /** All at once to somebody who is there, and to somebody who comes with as many. */
    static void many(Page one, Page other) {
        one.evaluate(REMOVE_ALL);
        other.evaluate(REMOVE_ALL);
        // Where shares came and went there are sections of theirs, and with those of so many more an offer may be too
        // long for a frame.
        comesAgain(one, other);
        one.evaluate(SHOW_MANY, MANY);
        sees(other, SEE_MANY, MANY);
        other.evaluate(SHOW_MANY, MANY);
        sees(one, SEE_MANY, MANY);
        comesAgain(one, other);
        sees(one, SEE_MANY, MANY);
        sees(other, SEE_MANY, MANY);
    }

    private static void comesAgain(Page one, Page other) {
        String session = (String) other.evaluate("room.peers[0].session");
        one.evaluate("async () => { await room.leave(); await room.join(); }");
        sees(one, "() => room.peers.length === 1", null);
        sees(other, "(session) => room.peers.length === 1 && room.peers[0].session !== session", session);
    }

    /** Sixteen cameras and as many pictures are work for a machine that has others to do. Where it does not come, says what is there. */
    private static void sees(Page page, String what, @Nullable Object argument) {
        try {
            page.waitForFunction(what, argument, new Page.WaitForFunctionOptions().setTimeout(60_000));
        } catch (TimeoutError late) {
            throw new AssertionError("%s of %s; there is %s".formatted(what, argument, page.evaluate(STANDING)), late);
        }
    }
}
