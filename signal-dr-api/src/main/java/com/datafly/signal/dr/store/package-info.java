/** Bytes kept elsewhere: backups, journals, leases. */
@NullMarked
package com.datafly.signal.dr.store;

import org.jspecify.annotations.NullMarked;
