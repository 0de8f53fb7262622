/**
 * The operator's side of every service: a widget that shows its outbox and inbox, what it knows of one checkout, and sends again what is stuck. Every service has it by
 * itself; one that wants to tell what it knows implements {@link io.intarsia.kit.operator.Knowledge}.
 */
@NullMarked
package io.intarsia.kit.operator;

import org.jspecify.annotations.NullMarked;
