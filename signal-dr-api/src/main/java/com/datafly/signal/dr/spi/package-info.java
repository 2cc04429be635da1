/** Placeholder. */
@NullMarked
package com.datafly.signal.dr.spi;

import org.jspecify.annotations.NullMarked;
