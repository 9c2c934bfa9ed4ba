/** What backends put into streams instead of calling by HTTP: read in order by one node at a time, and carried out. */
@NullMarked
package io.ringway.gateway.streams;

import org.jspecify.annotations.NullMarked;
