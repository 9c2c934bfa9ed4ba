@NullMarked
package io.ringway.gateway.session.resume;

import org.jspecify.annotations.NullMarked;
