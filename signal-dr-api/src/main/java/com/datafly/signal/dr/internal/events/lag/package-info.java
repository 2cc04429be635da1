/** What consumer groups have not read yet. Not API. */
@NullMarked
package com.datafly.signal.dr.internal.events.lag;

import org.jspecify.annotations.NullMarked;
