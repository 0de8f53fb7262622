/** Checks any running service against {@code docs/widget-contract.md}, from outside and over HTTP, as the page and a shopper meet it. */
@NullMarked
package io.intarsia.verify;

import org.jspecify.annotations.NullMarked;
