/** The operator's side of every service. */
@NullMarked
package io.intarsia.kit.operator;

import org.jspecify.annotations.NullMarked;
