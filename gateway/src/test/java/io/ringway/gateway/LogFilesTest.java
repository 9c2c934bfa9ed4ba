package io.ringway.gateway;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import java.net.URL;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Vert.x and Netty write headers and addresses, and so tokens, at their lowest levels. */
class LogFilesTest {
    @ParameterizedTest
    @ValueSource(strings = {"/logback.xml", "/conf/logback.xml"})
    void aTokenInABrokenHeaderIsNotLoggedByTheLibrariesAtAnyLevel(String file) throws Exception {
        URL url = getClass().getResource(file);
        assertNotNull(url);
        LoggerContext context = new LoggerContext();
        JoranConfigurator configurator = new JoranConfigurator();
        configurator.setContext(context);
        configurator.doConfigure(url);
        context.getLogger(Logger.ROOT_LOGGER_NAME).setLevel(Level.TRACE);

        assertTrue(context.getLogger("io.ringway.gateway").isTraceEnabled());
        for (String library : new String[] {"io.vertx.core", "io.vertx.ext.web", "io.netty.handler"}) {
            assertFalse(context.getLogger(library).isDebugEnabled(), library);
        }
        context.stop();
    }
}
