/** The demo: one drill from backup to report, and the read-only half of it for a PostgreSQL of the user. */
@NullMarked
package com.datafly.signal.dr.examples;

import org.jspecify.annotations.NullMarked;
