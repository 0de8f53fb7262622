/** What is to be paid, the card, and to authorise, capture and void. */
@NullMarked
package io.intarsia.payment;

import org.jspecify.annotations.NullMarked;
