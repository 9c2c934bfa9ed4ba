/**
 * What is to be told to somebody outside, line by line: who stands in a line, and the news that wait to be told. The book
 * of one line is pure; stores keep it where it outlives a node.
 */
@NullMarked
package io.ringway.cluster.outbox;

import org.jspecify.annotations.NullMarked;
