/** The page: it puts together what the services bring, under one origin, and knows none of them by name. */
@NullMarked
package io.intarsia.shell;

import org.jspecify.annotations.NullMarked;
