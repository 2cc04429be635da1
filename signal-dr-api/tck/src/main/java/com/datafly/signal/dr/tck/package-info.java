/** Placeholder. */
@NullMarked
package com.datafly.signal.dr.tck;

import org.jspecify.annotations.NullMarked;
