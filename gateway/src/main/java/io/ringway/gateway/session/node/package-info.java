/**
 * The node, put together, and where everything is passed on to what carries it out: {@link
 * io.ringway.gateway.session.node.Node} takes what doors and backends want, from any thread; {@code Entrance} new connections, {@code
 * Intake} and {@code Commands} what they say, {@code NodeInbox} what other nodes say, all on the hub. It is made of {@code NodeGroups},
 * {@code NodeCalls} and {@code NodeClients}.
 */
@NullMarked
package io.ringway.gateway.session.node;

import org.jspecify.annotations.NullMarked;
