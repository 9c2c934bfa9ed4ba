/**
 * Groups with a history: brings {@link io.ringway.gateway.history} together with this node's sessions, the cluster and the store. On the
 * hub.
 */
@NullMarked
package io.ringway.gateway.session.histories;

import org.jspecify.annotations.NullMarked;
