package io.ringway.gateway.session.virtual;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ringway.cluster.Bytes;
import java.io.IOException;
import java.util.Optional;

/** What a member is doing, as the field {@code state} of its metadata. Pure. */
public final class StateMeta {
    private static final String STATE = "state";
    /** Other fields' numbers come out as they went in. */
    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private StateMeta() {}

    /**
     * The metadata with another state; empty where it is no object, and can have none.
     *
     * @param state empty: none
     */
    public static Optional<Bytes> with(Bytes meta, String state) {
        try {
            JsonNode read = meta.isEmpty() ? MAPPER.createObjectNode() : MAPPER.readTree(meta.array());
            if (!(read instanceof ObjectNode object)) {
                return Optional.empty();
            }
            if (state.isEmpty()) {
                object.remove(STATE);
            } else {
                object.put(STATE, state);
            }
            return Optional.of(Bytes.wrap(MAPPER.writeValueAsBytes(object)));
        } catch (JsonProcessingException notJson) {
            return Optional.empty();
        } catch (IOException impossible) {
            throw new IllegalStateException("bytes in memory can be read", impossible);
        }
    }
}
