/** Bytes that only the holder of a key reads. */
@NullMarked
package com.datafly.signal.dr.internal.seal;

import org.jspecify.annotations.NullMarked;
