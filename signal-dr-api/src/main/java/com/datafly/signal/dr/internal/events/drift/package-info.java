/** How two clusters differ. Not API. */
@NullMarked
package com.datafly.signal.dr.internal.events.drift;

import org.jspecify.annotations.NullMarked;
