/** How a service shows its widgets and describes them to the page. */
@NullMarked
package io.intarsia.kit.widget;

import org.jspecify.annotations.NullMarked;
