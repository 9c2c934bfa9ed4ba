/** Meetings: their sessions, which are written down, and the hosts who let in who waits. On the hub, but for what says otherwise. */
@NullMarked
package io.ringway.gateway.session.meetings;

import org.jspecify.annotations.NullMarked;
