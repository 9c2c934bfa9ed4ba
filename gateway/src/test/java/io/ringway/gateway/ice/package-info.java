@NullMarked
package io.ringway.gateway.ice;

import org.jspecify.annotations.NullMarked;
