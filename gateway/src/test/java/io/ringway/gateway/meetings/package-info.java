@NullMarked
package io.ringway.gateway.meetings;

import org.jspecify.annotations.NullMarked;
