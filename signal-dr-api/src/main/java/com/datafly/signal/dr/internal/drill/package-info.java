/** Not API: may change or vanish in any release. */
@NullMarked
package com.datafly.signal.dr.internal.drill;

import org.jspecify.annotations.NullMarked;
