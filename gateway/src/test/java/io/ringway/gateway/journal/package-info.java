@NullMarked
package io.ringway.gateway.journal;

import org.jspecify.annotations.NullMarked;
