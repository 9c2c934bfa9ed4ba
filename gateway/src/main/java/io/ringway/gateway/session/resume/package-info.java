/**
 * Clients that come back for their session: to this node, to another one that has to be asked for it (fetching, giving), after the node
 * that had it is gone, or without a token. On the hub.
 */
@NullMarked
package io.ringway.gateway.session.resume;

import org.jspecify.annotations.NullMarked;
