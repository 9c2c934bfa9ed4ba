package io.ringway.gateway.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URI;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A page as it is sent. Its plain scripts are within it: they look after what else the page is made of, and must not be lost
 * on the way themselves. Modules and style sheets stay files. Immutable.
 *
 * @param policy its {@code Content-Security-Policy}, which lets the scripts within it run by their hashes, and nothing else
 *     that is within it
 */
record Page(String html, String policy) {
    /** Without any other attribute: neither a module nor one that may come later. */
    private static final Pattern PLAIN_SCRIPT = Pattern.compile("<script src=\"([^\"]+)\"></script>");
    /** Above the root there is nothing: a browser stays at it, too. */
    private static final Pattern ABOVE_THE_ROOT = Pattern.compile("^(/\\.\\.)+(?=/)");

    /**
     * @param path absolute, what its scripts' addresses are relative to
     * @param files the text of the file at an absolute path; null where there is none
     * @throws IllegalArgumentException a script of it is not one of the files, or cannot be put into a page
     */
    static Page of(String path, String html, Function<String, @Nullable String> files) {
        Set<String> hashes = new LinkedHashSet<>();
        String whole = PLAIN_SCRIPT.matcher(html).replaceAll(script -> {
            String text = script(path, script.group(1), files);
            hashes.add("'sha256-" + Base64.getEncoder().encodeToString(Asset.sha256(text.getBytes(UTF_8))) + "'");
            return Matcher.quoteReplacement("<script>" + text + "</script>");
        });
        return new Page(whole, policy(hashes));
    }

    private static String script(String path, String address, Function<String, @Nullable String> files) {
        URI at = URI.create(path).resolve(address);
        String text = files.apply(ABOVE_THE_ROOT.matcher(at.toString()).replaceFirst(""));
        if (text == null) {
            throw new IllegalArgumentException(path + " needs the script " + address + ", which is not here");
        }
        String lower = text.toLowerCase(Locale.ROOT);
        if (lower.contains("</script") || lower.contains("<!--")) {
            throw new IllegalArgumentException(address + " has what would end it too early within " + path);
        }
        // As a browser reads a page's lines, and takes the hash of them.
        return text.replace("\r\n", "\n");
    }

    private static String policy(Set<String> hashes) {
        String scripts = hashes.isEmpty() ? "" : " " + String.join(" ", hashes);
        return "default-src 'none'; script-src 'self'" + scripts + "; style-src 'self'; "
                + "img-src 'self' data: blob:; font-src 'self'; media-src 'self' blob: mediastream:; "
                + "connect-src 'self' ws: wss:; worker-src 'self' blob:; manifest-src 'self'; "
                + "base-uri 'none'; form-action 'self'; frame-ancestors 'none'";
    }
}
