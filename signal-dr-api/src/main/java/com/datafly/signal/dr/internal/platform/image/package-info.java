/** What really runs on a platform. */
@NullMarked
package com.datafly.signal.dr.internal.platform.image;

import org.jspecify.annotations.NullMarked;
