/** Evidence that a recovered database is the one that was lost. */
@NullMarked
package com.datafly.signal.dr.verify;

import org.jspecify.annotations.NullMarked;
