package io.ringway.gateway.protocol.skapi;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ringway.cluster.Cid;
import io.ringway.cluster.Group;
import io.ringway.cluster.NodeRef;
import io.ringway.cluster.Tenant;
import io.ringway.cluster.UserId;
import io.ringway.gateway.protocol.Any;
import io.ringway.gateway.protocol.Content;
import io.ringway.gateway.protocol.Event;
import io.ringway.gateway.protocol.Frame;
import io.ringway.gateway.protocol.Sender;
import java.util.Objects;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class PercentEscapePropertiesTest {
    private static final Tenant TENANT = new Tenant("demo");
    private static final Sender SENDER = new Sender(new UserId(TENANT, "ada"), new Cid(new NodeRef(1, 0), 2, 3));

    private final SkapiDialect dialect = new SkapiDialect(new Event.Limits(65_536, 32_768, 4_096, 128, 100, 1_048_576));

    /** What a URI decoder makes of the frame is the frame without escapes, and has the content as it came. */
    @Property
    void decodingGivesTheContentBack(@ForAll("contents") String content) {
        Frame frame = Objects.requireNonNull(
                dialect.encode(new Event.GroupMessage(new Group(TENANT, "50%"), SENDER, Content.json(content))));
        String text = frame.payload().toString(UTF_8);
        frame.release();
        assertEquals(count(text, "%"), count(text, "%25"), "every percent sign begins an escape");
        String decoded = text.replace("%25", "%");
        assertEquals(
                "{\"#message\":" + content + ",\"#user_id\":\"ada\",\"#scid\":\"" + SENDER.cid()
                        + "\",\"#srid\":\"50%\"}",
                decoded);
    }

    private static long count(String text, String part) {
        return Pattern.compile(Pattern.quote(part)).matcher(text).results().count();
    }

    @Provide
    Arbitrary<String> contents() {
        return Any.json().map(json -> json.replace("a", "%").replace("1", "%25"));
    }
}
