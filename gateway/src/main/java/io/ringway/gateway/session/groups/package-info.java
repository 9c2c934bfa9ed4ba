/** Groups: who joins and leaves, on how many seats, what state they have, and what backends have said of them. On the hub. */
@NullMarked
package io.ringway.gateway.session.groups;

import org.jspecify.annotations.NullMarked;
