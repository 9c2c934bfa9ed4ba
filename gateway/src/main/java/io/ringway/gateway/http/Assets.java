package io.ringway.gateway.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The files for browsers, by absolute path, all of them in memory: a path is looked up and never resolved, so none can
 * climb out. Pages are as they are sent, see {@link Page}. Immutable. What only builds or tests the pages is left out.
 */
public final class Assets {
    private static final String OPERATORS = "/admin/";
    private static final Set<String> PRIVATE_FOLDERS = Set.of("test", "node_modules", "types");
    private static final Set<String> PUBLIC_AT_ROOT = Set.of("html", "ico", "txt", "webmanifest");

    private final Map<String, Asset> byPath;

    private Assets(Map<String, Asset> byPath) {
        this.byPath = Map.copyOf(byPath);
    }

    /**
     * What is in a folder now. Blocks.
     *
     * @throws IllegalArgumentException a page needs a script that is not there
     */
    public static Assets read(Path folder) throws IOException {
        Map<String, byte[]> contents = new TreeMap<>();
        try (Stream<Path> files = Files.walk(folder)) {
            files.filter(Files::isRegularFile).forEach(file -> {
                String path = "/" + folder.relativize(file).toString().replace('\\', '/');
                if (isPublic(path)) {
                    contents.put(path, bytes(file));
                }
            });
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        Map<String, Asset> byPath = new TreeMap<>();
        contents.forEach((path, content) -> byPath.put(path, asset(path, content, contents)));
        return new Assets(byPath);
    }

    private static Asset asset(String path, byte[] content, Map<String, byte[]> contents) {
        return path.endsWith(".html")
                ? Asset.of(Page.of(path, new String(content, UTF_8), script -> {
                    byte[] text = contents.get(script);
                    return text == null ? null : new String(text, UTF_8);
                }))
                : Asset.of(path, content);
    }

    /** What this program was packed with. Blocks, for milliseconds. */
    public static Assets packed() {
        try {
            return unpack();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Assets unpack() throws IOException {
        URL index = Assets.class.getResource("/webroot/index.html");
        if (index == null) {
            throw new IOException("this program was packed without its pages");
        }
        try {
            URI uri = index.toURI();
            if (!"jar".equals(uri.getScheme())) {
                return read(Path.of(uri).resolveSibling(""));
            }
            try (FileSystem jar = FileSystems.newFileSystem(uri, Map.of())) {
                return read(jar.getPath("/webroot"));
            }
        } catch (URISyntaxException e) {
            throw new IOException(e);
        }
    }

    /** These without the operators' page, which has no place on the public port. */
    public Assets forThePublic() {
        Map<String, Asset> open = new TreeMap<>(byPath);
        open.keySet().removeIf(path -> path.startsWith(OPERATORS));
        return new Assets(open);
    }

    /** A page at the root may be asked for without its {@code .html}. */
    @Nullable
    Asset find(String path) {
        Asset asset = byPath.get(path.equals("/") ? "/index.html" : path);
        return asset == null && path.lastIndexOf('/') == 0 ? byPath.get(path + ".html") : asset;
    }

    private static byte[] bytes(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isPublic(String path) {
        int folderEnd = path.indexOf('/', 1);
        boolean hidden = path.contains("/.");
        return !hidden
                && (folderEnd < 0
                        ? PUBLIC_AT_ROOT.contains(path.substring(path.lastIndexOf('.') + 1))
                        : !PRIVATE_FOLDERS.contains(path.substring(1, folderEnd)));
    }
}
