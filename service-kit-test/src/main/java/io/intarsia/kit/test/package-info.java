/** What the tests of every service share: a shopper with a key, a real database and broker, and the rules of the house. */
@NullMarked
package io.intarsia.kit.test;

import org.jspecify.annotations.NullMarked;
