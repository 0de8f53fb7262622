/** The tool against a service that keeps the contract, and against the same service with one fault at a time. */
@NullMarked
package io.intarsia.verify;

import org.jspecify.annotations.NullMarked;
