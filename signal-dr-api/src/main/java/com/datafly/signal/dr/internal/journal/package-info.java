/** Not API: records, hash chains and leases over a journal driver. */
@NullMarked
package com.datafly.signal.dr.internal.journal;

import org.jspecify.annotations.NullMarked;
