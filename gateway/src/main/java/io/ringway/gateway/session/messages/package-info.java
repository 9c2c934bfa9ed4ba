/** Messages to groups, users and connections, from member to member, and as pushes to who is not connected. On the hub. */
@NullMarked
package io.ringway.gateway.session.messages;

import org.jspecify.annotations.NullMarked;
