/** Restarts of workloads, and the conditions under which they are done. */
@NullMarked
package com.datafly.signal.dr.internal.platform.rollout;

import org.jspecify.annotations.NullMarked;
