/** What is kept in a Redis. The only package that knows it. */
@NullMarked
package io.ringway.cluster.redis;

import org.jspecify.annotations.NullMarked;
