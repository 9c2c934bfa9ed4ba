@NullMarked
package io.ringway.gateway.session.histories;

import org.jspecify.annotations.NullMarked;
