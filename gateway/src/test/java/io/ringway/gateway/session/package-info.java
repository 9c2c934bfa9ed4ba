@NullMarked
package io.ringway.gateway.session;

import org.jspecify.annotations.NullMarked;
