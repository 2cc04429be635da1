/** Rehearsals of a recovery, verified and measured. */
@NullMarked
package com.datafly.signal.dr.drill;

import org.jspecify.annotations.NullMarked;
