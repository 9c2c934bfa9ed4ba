package io.ringway.gateway.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PageTest {
    private static final Pattern INLINE = Pattern.compile("<script>(.*?)</script>", Pattern.DOTALL);
    private static final Pattern HASH = Pattern.compile("'sha256-([^']+)'");
    private static final String PAGE =
            "<head><script src=\"../app/a.js\"></script><script type=\"module\" src=\"b.js\">"
                    + "</script><script src=\"../app/a.js\"></script></head>";

    private static Asset packed(String path) {
        return Objects.requireNonNull(Assets.packed().find(path));
    }

    private static String text(Asset asset) {
        return asset.plain().content().toString(StandardCharsets.UTF_8);
    }

    private static List<String> groups(Pattern pattern, String text) {
        return pattern.matcher(text).results().map(MatchResult::group).toList();
    }

    private static Page page(String path, String script) {
        return Page.of(path, PAGE, file -> Map.of("/app/a.js", script).get(file));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/room", "/reference.html", "/admin/index.html"})
    void aPageThatLostItsGuardOnTheWayStayedBlank(String path) throws Exception {
        Asset page = packed(path);
        String html = text(page);
        assertFalse(html.contains("load-guard.js"), html);
        String guard = text(packed("/app/load-guard.js"));
        int at = html.indexOf("<script>" + guard + "</script>");
        assertTrue(at > 0, html);
        assertEquals(html.indexOf("<script"), at, "before all others, so that it hears of them");
        assertTrue(at < html.indexOf("<link rel=\"stylesheet\""));

        MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
        List<String> within = INLINE.matcher(html)
                .results()
                .map(script -> script.group(1).getBytes(StandardCharsets.UTF_8))
                .map(script -> Base64.getEncoder().encodeToString(sha256.digest(script)))
                .toList();
        String policy = Objects.requireNonNull(page.policy());
        assertEquals(
                within,
                HASH.matcher(policy).results().map(hash -> hash.group(1)).toList());
        assertTrue(policy.contains("script-src 'self' 'sha256-"), policy);
        assertFalse(policy.contains("unsafe"), policy);
    }

    @Test
    void itsTagsAndItsZippedFormAreOfWhatIsSent(@TempDir Path folder) throws Exception {
        Asset before = read(folder, "const guard = 1;\n".repeat(200));
        Asset after = read(folder, "const guard = 2;\n".repeat(200));
        assertNotEquals(before.plain().etag(), after.plain().etag());
        assertNotEquals(before.zipped().etag(), after.zipped().etag());
        assertNotEquals(before.policy(), after.policy());
        try (GZIPInputStream zipped = new GZIPInputStream(
                new ByteArrayInputStream(after.zipped().content().getBytes()))) {
            assertEquals(text(after), new String(zipped.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    private static Asset read(Path folder, String guard) throws IOException {
        Files.createDirectories(folder.resolve("app"));
        Files.writeString(folder.resolve("app/guard.js"), guard);
        Files.writeString(folder.resolve("index.html"), "<script src=\"app/guard.js\"></script>");
        return Objects.requireNonNull(Assets.read(folder).find("/"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/reference.html", "/admin/index.html"})
    void whatIsNoPlainScriptStaysAFile(String path) {
        Page page = page(path, "const money = '$1 \\\\ ✓';");
        assertEquals(
                "<head><script>const money = '$1 \\\\ ✓';</script><script type=\"module\" src=\"b.js\"></script>"
                        + "<script>const money = '$1 \\\\ ✓';</script></head>",
                page.html());
        assertEquals(1, groups(HASH, page.policy()).size(), "once for the same script");
    }

    @Test
    void linesEndAsABrowserReadsThem() {
        assertEquals(page("/a/b.html", "a;\nb;\n"), page("/a/b.html", "a;\r\nb;\r\n"));
    }

    @Test
    void aPageWithoutPlainScriptsAllowsNoneWithinIt() {
        Page page = Page.of("/a.html", "<p>a</p>", file -> null);
        assertEquals("<p>a</p>", page.html());
        assertTrue(page.policy().contains("script-src 'self';"), page.policy());
    }

    @Test
    void aScriptThatIsNotThereOrCannotBeWithinAPageIsRefused() {
        IllegalArgumentException missing =
                assertThrows(IllegalArgumentException.class, () -> Page.of("/admin/index.html", PAGE, file -> null));
        assertEquals("/admin/index.html needs the script ../app/a.js, which is not here", missing.getMessage());
        for (String script : List.of("'</SCRIPT>'", "'<!--'")) {
            assertThrows(IllegalArgumentException.class, () -> page("/admin/index.html", script));
        }
    }
}
