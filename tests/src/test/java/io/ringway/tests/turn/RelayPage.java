package io.ringway.tests.turn;

import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Page;
import io.ringway.tests.support.Browser;
import io.ringway.tests.support.Node;
import io.ringway.tests.support.Tokens;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A tab with the shim in it whose calls may go through a relay only. Used from the test's thread. */
final class RelayPage {
    private static final String START = """
            async ([token, policy]) => {
              const { Ringway } = await import('/js/ringway.js');
              const Peer = window.RTCPeerConnection;
              const heard = [];
              const said = [];
              class Own extends Peer {
                constructor(configuration) {
                  super({ ...configuration, ...(policy && { iceTransportPolicy: policy }) });
                  this.addEventListener('icecandidate', ({ candidate }) => candidate && said.push(candidate.candidate));
                }
                setRemoteDescription(description) {
                  heard.push(description.sdp);
                  return super.setRemoteDescription(description);
                }
                addIceCandidate(candidate) {
                  heard.push(candidate?.candidate);
                  return super.addIceCandidate(candidate);
                }
              }
              const rw = new Ringway({ token, platform: { RTCPeerConnection: Own } });
              const media = { video: true };
              const states = [];
              const keep = (call) => { shim.call = call; call.on('state', (state) => states.push(state)); };
              window.shim = { rw, states, heard, said };
              rw.on('incoming', (call) => { keep(call); call.accept({ media }); });
              shim.dial = async (userId) => { keep(await rw.call({ userId, media })); await shim.call.connected; };
              await rw.connect();
            }
            """;

    /** How a way in use looks: both ends of it, and what came over it so far. */
    private static final String WAY = """
            async () => {
              if (!shim.call?.pc) return null;
              const report = await shim.call.pc.getStats();
              const all = [...report.values()];
              const transport = all.find(({ type }) => type === 'transport');
              const pair = report.get(transport?.selectedCandidatePairId);
              const media = all.find(({ type }) => type === 'inbound-rtp');
              if (!pair || !media) return null;
              return {
                local: report.get(pair.localCandidateId)?.candidateType,
                remote: report.get(pair.remoteCandidateId)?.candidateType,
                relayPort: report.get(pair.localCandidateId)?.port,
                frames: media.framesDecoded ?? 0,
                username: shim.call.pc.getConfiguration().iceServers.at(-1).username,
              };
            }
            """;

    /** Gathers with the servers, and tells what came of it: the kinds of candidates and the codes of errors. */
    private static final String GATHER = """
            async (iceServers) => {
              const pc = new RTCPeerConnection({ iceServers, iceTransportPolicy: 'relay' });
              const found = [];
              pc.onicecandidateerror = ({ errorCode }) => found.push(String(errorCode));
              const done = new Promise((resolve) => {
                pc.onicecandidate = ({ candidate }) => candidate ? candidate.type && found.push(candidate.type) : resolve();
              });
              pc.createDataChannel('x');
              await pc.setLocalDescription();
              await done;
              pc.close();
              return [...new Set(found)];
            }
            """;

    /** Both ends of the way in use, its port at the relay, decoded frames, and whose credentials are set. */
    record Way(String local, String remote, int relayPort, int frames, String username) {}

    private final String name;
    private final Page page;

    private RelayPage(String name, Page page) {
        this.name = name;
        this.page = page;
    }

    /** What a page makes of the policy that the node hands out. */
    enum Obedience {
        WHAT_THE_NODE_SAYS(""),
        RELAYS_WHATEVER_THE_NODE_SAYS("relay"),
        NONE("all");

        private final String policy;

        Obedience(String policy) {
            this.policy = policy;
        }
    }

    static RelayPage connect(Browser browser, Node node, String name) {
        return connect(browser, node, name, Obedience.RELAYS_WHATEVER_THE_NODE_SAYS);
    }

    static RelayPage connect(Browser browser, Node node, String name, Obedience obedience) {
        Page page = browser.caller();
        page.navigate("http://localhost:" + node.settings().http() + "/");
        page.evaluate(START, List.of(Tokens.of(name), obedience.policy));
        return new RelayPage(name, page);
    }

    void calls(RelayPage other) {
        page.evaluate("(user) => shim.dial(user)", other.name);
    }

    @SuppressWarnings("unchecked")
    List<String> gathers(String url, String username, String credential) {
        Map<String, Object> server = Map.of("urls", List.of(url), "username", username, "credential", credential);
        return (List<String>) page.evaluate(GATHER, List.of(server));
    }

    /** The way media takes, once there is one. */
    Way way() {
        return await(name + "'s way").until(this::wayNow, Objects::nonNull);
    }

    private @Nullable Way wayNow() {
        return page.evaluate(WAY) instanceof Map<?, ?> way
                ? new Way(
                        String.valueOf(way.get("local")),
                        String.valueOf(way.get("remote")),
                        Integer.parseInt(String.valueOf(way.get("relayPort"))),
                        Integer.parseInt(String.valueOf(way.get("frames"))),
                        String.valueOf(way.get("username")))
                : null;
    }

    void seesMovingPicture() {
        int before = way().frames();
        await(name + " sees frames advance").until(() -> way().frames() >= before + 10);
    }

    /** Waits until media goes through another allocation than the one before. */
    Way anotherWayThan(Way before) {
        return await(name + " has a new allocation").until(this::way, now -> now.relayPort() != before.relayPort());
    }

    /** Everything it was told of the other side's ways. */
    String heard() {
        return String.valueOf(page.evaluate("() => shim.heard.join('\\n')"));
    }

    /** Every way of its own that it found. */
    String said() {
        return String.valueOf(page.evaluate("() => shim.said.join('\\n')"));
    }

    /** The policy its call goes by. */
    String policy() {
        return String.valueOf(page.evaluate("() => shim.call.pc.getConfiguration().iceTransportPolicy"));
    }

    /** The states that the call went through. */
    String states() {
        return String.valueOf(page.evaluate("() => shim.states.join(' ')"));
    }
}
