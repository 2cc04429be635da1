/** Placeholder. */
@NullMarked
package com.datafly.signal.dr;

import org.jspecify.annotations.NullMarked;
