/** What is said of groups, beside who is in them: their bounds, their end, their state. Pure: no clock, no Vert.x. */
@NullMarked
package io.ringway.gateway.groups;

import org.jspecify.annotations.NullMarked;
