/**
 * Sessions on their way between nodes: nothing of what is said to them is lost meanwhile, or comes twice. What decides that is in {@link
 * io.ringway.gateway.moves}. On the hub.
 */
@NullMarked
package io.ringway.gateway.session.moves;

import org.jspecify.annotations.NullMarked;
