/** What a stranger sends who has the developer tools open, or a script. */
@NullMarked
package io.intarsia.attacks;

import org.jspecify.annotations.NullMarked;
