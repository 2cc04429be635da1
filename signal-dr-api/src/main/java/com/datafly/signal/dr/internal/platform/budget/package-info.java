/** How budgets guard workloads. */
@NullMarked
package com.datafly.signal.dr.internal.platform.budget;

import org.jspecify.annotations.NullMarked;
