/** What survives a crash: the journals of runs, and the leases on what they recover. */
@NullMarked
package com.datafly.signal.dr.journal;

import org.jspecify.annotations.NullMarked;
