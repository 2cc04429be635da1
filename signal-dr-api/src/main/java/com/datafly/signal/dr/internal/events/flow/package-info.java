/** Markers that show whether events flow. */
@NullMarked
package com.datafly.signal.dr.internal.events.flow;

import org.jspecify.annotations.NullMarked;
