/** Reads a whole repository and proves every byte of it, without restoring anything. Not API. */
@NullMarked
package com.datafly.signal.dr.selfmanaged.internal.audit;

import org.jspecify.annotations.NullMarked;
