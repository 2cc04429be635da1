/** The provider's driver: the portable operations over backup, archive and recovery. Not API. */
@NullMarked
package com.datafly.signal.dr.selfmanaged.internal.driver;

import org.jspecify.annotations.NullMarked;
