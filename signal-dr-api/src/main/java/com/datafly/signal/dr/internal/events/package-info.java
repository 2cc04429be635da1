/** Event streams by one driver each. */
@NullMarked
package com.datafly.signal.dr.internal.events;

import org.jspecify.annotations.NullMarked;
