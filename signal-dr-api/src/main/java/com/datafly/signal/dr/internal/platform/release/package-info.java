/** The portable half of releases: what is read, compared, exported and deployed in the same way on every platform. */
@NullMarked
package com.datafly.signal.dr.internal.platform.release;

import org.jspecify.annotations.NullMarked;
