/** What a command costs PostgreSQL and its service, beside pgbench running the same statements. */
@NullMarked
package io.intarsia.benchmarks.command;

import org.jspecify.annotations.NullMarked;
