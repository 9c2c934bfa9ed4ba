package io.ringway.gateway.http;

import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/** One file for browsers, as it is and gzipped. Any thread. */
final class Asset {
    private static final int ETAG_BYTES = 12;
    /** What fits one packet anyway gains nothing. */
    private static final int WORTH_ZIPPING = 1400;

    private static final String PAGE = "text/html; charset=utf-8";
    private static final Map<String, String> TYPES = Map.ofEntries(
            Map.entry("html", PAGE),
            Map.entry("js", "text/javascript; charset=utf-8"),
            Map.entry("mjs", "text/javascript; charset=utf-8"),
            Map.entry("ts", "text/plain; charset=utf-8"),
            Map.entry("mts", "text/plain; charset=utf-8"),
            Map.entry("css", "text/css; charset=utf-8"),
            Map.entry("json", "application/json"),
            Map.entry("map", "application/json"),
            Map.entry("yaml", "application/yaml; charset=utf-8"),
            Map.entry("md", "text/markdown; charset=utf-8"),
            Map.entry("svg", "image/svg+xml"),
            Map.entry("png", "image/png"),
            Map.entry("ico", "image/x-icon"),
            Map.entry("woff2", "font/woff2"),
            Map.entry("mp3", "audio/mpeg"),
            Map.entry("ogg", "audio/ogg"),
            Map.entry("webmanifest", "application/manifest+json"));

    private final String type;
    private final Encoded plain;
    private final @Nullable String policy;
    private volatile @Nullable Encoded zipped;

    private Asset(String type, byte[] content, @Nullable String policy) {
        this.type = type;
        this.plain = new Encoded(Buffer.buffer(content), etag(content), null);
        this.policy = policy;
    }

    static Asset of(String path, byte[] content) {
        String extension = path.substring(path.lastIndexOf('.') + 1);
        return new Asset(TYPES.getOrDefault(extension, "application/octet-stream"), content, null);
    }

    static Asset of(Page page) {
        return new Asset(PAGE, page.html().getBytes(StandardCharsets.UTF_8), page.policy());
    }

    String type() {
        return type;
    }

    /** The {@code Content-Security-Policy} of a page; null for everything else. */
    @Nullable
    String policy() {
        return policy;
    }

    /** Whether what is sent depends on what the browser accepts. */
    boolean isZippable() {
        boolean text = type.startsWith("text/") || type.startsWith("application/") || type.startsWith("image/svg");
        return text && plain.content().length() > WORTH_ZIPPING;
    }

    Encoded plain() {
        return plain;
    }

    /** Only of what is zippable. Zips at the first call, which takes a millisecond for 50 KB; twice in a race, which does no harm. */
    Encoded zipped() {
        Encoded done = zipped;
        if (done == null) {
            done = zip(plain);
            zipped = done;
        }
        return done;
    }

    private static Encoded zip(Encoded plain) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream zip = new GZIPOutputStream(bytes)) {
            zip.write(plain.content().getBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        String etag = plain.etag().replaceFirst("\"$", "-gzip\"");
        return new Encoded(Buffer.buffer(bytes.toByteArray()), etag, "gzip");
    }

    private static String etag(byte[] content) {
        return '"' + HexFormat.of().formatHex(sha256(content), 0, ETAG_BYTES) + '"';
    }

    static byte[] sha256(byte[] content) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(content);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /**
     * The bytes of one content coding.
     *
     * @param etag strong, from the content and the coding (RFC 9110, 8.8.3)
     * @param encoding the {@code Content-Encoding}; null for none
     */
    record Encoded(Buffer content, String etag, @Nullable String encoding) {}
}
