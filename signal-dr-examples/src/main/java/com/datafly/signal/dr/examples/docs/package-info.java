/** The code that the pages in {@code docs} show, so that it is compiled. */
@NullMarked
package com.datafly.signal.dr.examples.docs;

import org.jspecify.annotations.NullMarked;
