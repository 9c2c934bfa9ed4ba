package io.ringway.tests.browser;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.TimeoutError;

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

    private static final String STANDING = """
            () => JSON.stringify(room.peers.map(({ state, reason, n, pc, streams }) => ({
              state, reason, n, signaling: pc.signalingState, connection: pc.connectionState,
              sections: pc.getTransceivers().map((one) => `${one.mid} ${one.direction} ${one.currentDirection}`),
              description: pc.localDescription && JSON.stringify(pc.localDescription).length,
              streams: [...streams.values()].map(({ role, stream }) => `${role} ${stream.getTracks().length}`),
            })))
            """;

    private Shares() {}

    /** Who is alone in the room shows this to whoever comes. */
    static void beforehand(Page one) {
        one.evaluate(SHOW_BEFOREHAND);
    }

    /** What one showed beforehand gets to the other, who has come since. */
    static void late(Page one, Page other) {
        other.waitForFunction(MOVES, "screen");
        one.evaluate(REMOVE_ALL);
        other.waitForFunction("() => room.peers[0].streams.size === 0");
        String senders = "() => room.peers[0].pc.getSenders().filter(({ track }) => track).length";
        assertEquals(0, one.evaluate(senders), "nothing goes on being sent");
    }

    /** The two are the only ones in the room, and have met. */
    static void between(Page one, Page other) {
        for (Page page : new Page[] {one, other}) {
            page.evaluate("async () => room.addStream(await navigator.mediaDevices.getUserMedia(%s), { role: 'face' })"
                    .formatted(PLAIN));
        }
        other.waitForFunction(MOVES, "face");
        for (int share = 0; share < TIMES; share++) {
            share(one);
            other.waitForFunction(MOVES, "screen");
            one.evaluate("room.removeStream(window.shared)");
            other.waitForFunction(SCREENS, 0);
        }
        assertEquals(1, one.evaluate("room.peers[0].n"), "the same connection all the time");
        // The other one's pictures come as before, and another screen gets there.
        one.waitForFunction(MOVES, "face");
        share(one);
        other.waitForFunction(MOVES, "screen");
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
        one.evaluate(SHOW_MANY, MANY);
        seesMany(other);
        other.evaluate(SHOW_MANY, MANY);
        seesMany(one);
        one.evaluate("async () => { await room.leave(); await room.join(); }");
        one.waitForFunction("() => room.peers.length === 1");
        seesMany(one);
        other.waitForFunction("() => room.peers.length === 1");
        seesMany(other);
    }

    /** Sixteen cameras and as many pictures are work for a machine that has others to do. */
    private static void seesMany(Page page) {
        try {
            page.waitForFunction(SEE_MANY, MANY, new Page.WaitForFunctionOptions().setTimeout(60_000));
        } catch (TimeoutError late) {
            throw new AssertionError("seen so far: " + page.evaluate(STANDING), late);
        }
    }
}
