package io.ringway.cluster.redis;

import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.util.List;

/** A stream in a Redis that is added to. Hub only. */
public final class RedisOutStream {
    private final RedisLink link;
    private final String stream;
    private final int length;

    /**
     * @param stream its key, as it is
     * @param length how many entries it keeps, or some more; the oldest go
     */
    public RedisOutStream(RedisLink link, String stream, int length) {
        this.link = link;
        this.stream = stream;
        this.length = length;
    }

    /** Completes when Redis has it, or fails with why it may not. */
    public Future<Void> add(List<String> fields) {
        Request request = Request.cmd(Command.XADD)
                .arg(stream)
                .arg("MAXLEN")
                .arg("~")
                .arg(length)
                .arg("*");
        fields.forEach(request::arg);
        return link.send(request).mapEmpty();
    }

    /** What is wrong at the moment, in an operator's words. */
    public String trouble() {
        return link.trouble().orElse("it did not answer");
    }
}
