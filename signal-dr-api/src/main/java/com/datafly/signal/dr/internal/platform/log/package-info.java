/** What containers of a platform write. */
@NullMarked
package com.datafly.signal.dr.internal.platform.log;

import org.jspecify.annotations.NullMarked;
