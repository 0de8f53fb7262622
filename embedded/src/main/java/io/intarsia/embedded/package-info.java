/** A PostgreSQL and a broker where nothing is installed. */
@NullMarked
package io.intarsia.embedded;

import org.jspecify.annotations.NullMarked;
