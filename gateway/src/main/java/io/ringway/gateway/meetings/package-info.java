/**
 * Meetings, their participants and presets: what they are, and where they are kept. What happens in a meeting happens in its
 * group, which knows nothing of it.
 */
@NullMarked
package io.ringway.gateway.meetings;

import org.jspecify.annotations.NullMarked;
