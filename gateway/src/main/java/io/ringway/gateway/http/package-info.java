/** The outside: the HTTP server and its WebSockets, the backend API, what skapi-js and PeerJS ask, the management port with its page. */
@NullMarked
package io.ringway.gateway.http;

import org.jspecify.annotations.NullMarked;
