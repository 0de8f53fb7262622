/** What one service tells the others: that something happened, under which correlation ID, and nothing else. */
@NullMarked
package io.intarsia.kit.event;

import org.jspecify.annotations.NullMarked;
