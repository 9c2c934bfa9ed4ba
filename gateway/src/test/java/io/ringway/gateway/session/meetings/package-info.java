@NullMarked
package io.ringway.gateway.session.meetings;

import org.jspecify.annotations.NullMarked;
