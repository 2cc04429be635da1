/** Whether what should run on a platform really does. */
@NullMarked
package com.datafly.signal.dr.internal.platform.health;

import org.jspecify.annotations.NullMarked;
