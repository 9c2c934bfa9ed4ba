package io.ringway.gateway.http.ws;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** The two answers to a handshake, written without an HTTP codec. */
final class Responses {
    private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

    private Responses() {}

    static ByteBuf switching(ByteBufAllocator allocator, String key, @Nullable String subProtocol) {
        String head = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + "Sec-WebSocket-Accept: " + accept(key) + "\r\n"
                + (subProtocol == null ? "" : "Sec-WebSocket-Protocol: " + subProtocol + "\r\n")
                + "\r\n";
        return ByteBufUtil.writeAscii(allocator, head);
    }

    /** A JSON error; the connection ends with it. */
    static ByteBuf refused(ByteBufAllocator allocator, Refusal refusal) {
        byte[] body = refusal.body().getBytes(StandardCharsets.UTF_8);
        String upgrade = refusal.status() == 426 ? "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n" : "";
        long seconds = Math.ceilDiv(refusal.retryAfterMillis(), 1_000);
        String retry = seconds == 0 ? "" : "Retry-After: " + seconds + "\r\n";
        String head = "HTTP/1.1 " + HttpResponseStatus.valueOf(refusal.status()) + "\r\n"
                + "Content-Type: application/json\r\nContent-Length: " + body.length + "\r\n"
                + upgrade + retry
                + "Cache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\nConnection: close\r\n\r\n";
        ByteBuf answer = allocator.buffer(head.length() + body.length);
        ByteBufUtil.writeAscii(answer, head);
        return answer.writeBytes(body);
    }

    /** RFC 6455, 4.2.2: the proof that the key was understood. */
    static String accept(String key) {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-1").digest((key + GUID).getBytes(StandardCharsets.ISO_8859_1));
            return Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-1", e);
        }
    }
}
