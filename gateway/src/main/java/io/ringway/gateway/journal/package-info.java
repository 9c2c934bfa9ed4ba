/** What happened to each user's sessions, for operators who look for the reason of a complaint. */
@NullMarked
package io.ringway.gateway.journal;

import org.jspecify.annotations.NullMarked;
