/** PostgreSQL behind one API: snapshots, point-in-time recovery, clones, retention. */
@NullMarked
package com.datafly.signal.dr.database;

import org.jspecify.annotations.NullMarked;
