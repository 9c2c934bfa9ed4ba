/** The outside: HTTP server, WebSocket upgrade, Skapi and backend endpoints, management port. */
@NullMarked
package io.ringway.gateway.http;

import org.jspecify.annotations.NullMarked;
