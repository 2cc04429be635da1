/** The contracts that every provider passes, and what tests of recovery need: a settable clock, planned faults. */
@NullMarked
package com.datafly.signal.dr.tck;

import org.jspecify.annotations.NullMarked;
