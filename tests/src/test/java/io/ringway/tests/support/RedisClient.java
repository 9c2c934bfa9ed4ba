package io.ringway.tests.support;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** What a backend would use to talk to a Redis: one connection, one command at a time. Used from the test's thread. */
public final class RedisClient implements AutoCloseable {
    private final Socket socket;
    private final InputStream in;

    RedisClient(String host, int port, String password) {
        try {
            socket = new Socket(host, port);
            socket.setSoTimeout(20_000);
            in = new BufferedInputStream(socket.getInputStream());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        ask("AUTH", password);
    }

    /** The answer: a text, a number, a list of answers, or "" for nothing. */
    public Object ask(String... words) {
        try {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            out.writeBytes(bytes("*" + words.length + "\r\n"));
            for (String word : words) {
                byte[] text = bytes(word);
                out.writeBytes(bytes("$" + text.length + "\r\n"));
                out.writeBytes(text);
                out.writeBytes(bytes("\r\n"));
            }
            socket.getOutputStream().write(out.toByteArray());
            return answer();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Adds an entry; its id. */
    public String add(String stream, String... fields) {
        List<String> words = new ArrayList<>(List.of("XADD", stream, "*"));
        words.addAll(List.of(fields));
        return (String) ask(words.toArray(String[]::new));
    }

    /** How many entries a stream has. */
    public long length(String stream) {
        return (Long) ask("XLEN", stream);
    }

    /** The fields of every entry, names and values in turn. */
    public List<List<String>> entries(String stream) {
        List<List<String>> all = new ArrayList<>();
        for (Object entry : (List<?>) ask("XRANGE", stream, "-", "+")) {
            all.add(((List<?>) ((List<?>) entry).get(1))
                    .stream().map(String::valueOf).toList());
        }
        return all;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private Object answer() throws IOException {
        int kind = in.read();
        String line = line();
        return switch (kind) {
            case '+' -> line;
            case ':' -> Long.valueOf(line);
            case '$' -> Integer.parseInt(line) < 0 ? "" : bulk(Integer.parseInt(line));
            case '*' -> {
                List<Object> list = new ArrayList<>();
                for (int i = 0; i < Integer.parseInt(line); i++) {
                    list.add(answer());
                }
                yield list;
            }
            default -> throw new IOException("Redis says " + line);
        };
    }

    private String line() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                throw new IOException("Redis has closed the connection");
            }
            if (b != '\r') {
                out.write(b);
            }
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    private String bulk(int length) throws IOException {
        byte[] text = in.readNBytes(length);
        in.readNBytes(2);
        return new String(text, StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
