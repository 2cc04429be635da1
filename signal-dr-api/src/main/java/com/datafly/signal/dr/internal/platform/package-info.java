/** The portable half of platforms: what every driver is asked for in the same way. */
@NullMarked
package com.datafly.signal.dr.internal.platform;

import org.jspecify.annotations.NullMarked;
