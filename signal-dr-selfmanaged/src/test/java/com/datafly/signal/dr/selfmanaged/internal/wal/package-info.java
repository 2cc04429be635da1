@NullMarked
package com.datafly.signal.dr.selfmanaged.internal.wal;

import org.jspecify.annotations.NullMarked;
