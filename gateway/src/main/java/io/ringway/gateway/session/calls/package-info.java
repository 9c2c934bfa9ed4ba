/**
 * Calls: those that this node owns, and the parts of its connections in others. What decides is in {@link io.ringway.gateway.calls}; here
 * it is carried out. On the hub.
 */
@NullMarked
package io.ringway.gateway.session.calls;

import org.jspecify.annotations.NullMarked;
