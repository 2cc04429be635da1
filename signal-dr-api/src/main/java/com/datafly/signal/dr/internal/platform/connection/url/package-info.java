/** Connection texts that are understood well enough to change where they point, and nothing else of them. */
@NullMarked
package com.datafly.signal.dr.internal.platform.connection.url;

import org.jspecify.annotations.NullMarked;
