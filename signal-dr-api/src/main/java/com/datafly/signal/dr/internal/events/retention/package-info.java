/** How long topics keep their events. Not API. */
@NullMarked
package com.datafly.signal.dr.internal.events.retention;

import org.jspecify.annotations.NullMarked;
