package io.ringway.tests.chaos.load;

import io.ringway.tests.chaos.log.Entry;
import io.ringway.tests.chaos.log.Message;
import io.vertx.core.json.JsonObject;
import java.net.InetSocketAddress;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** What a user needs of its crowd. */
interface Surroundings {
    /** @param name by which it is in the log */
    record Target(String name, InetSocketAddress address) {}

    Loop loop();

    long seed();

    /** Where a new connection goes; nothing where no node takes any. */
    @Nullable
    Target target(RandomGenerator random);

    JsonObject content(Message message);

    void write(Entry entry);
}
