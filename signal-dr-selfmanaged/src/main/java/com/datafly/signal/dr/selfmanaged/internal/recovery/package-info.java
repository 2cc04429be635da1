/** Not API. Recovery into a new data directory: choose a backup, prove the log, restore, replay, prove the end. */
@NullMarked
package com.datafly.signal.dr.selfmanaged.internal.recovery;

import org.jspecify.annotations.NullMarked;
