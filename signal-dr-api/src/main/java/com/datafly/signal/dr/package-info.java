/** The way in: {@code SignalDr}, and the terms that every part shares. */
@NullMarked
package com.datafly.signal.dr;

import org.jspecify.annotations.NullMarked;
