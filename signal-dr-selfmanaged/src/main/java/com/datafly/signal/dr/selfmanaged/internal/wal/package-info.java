/**
 * PostgreSQL's write-ahead log: its format, its verification record by record, its archive in a repository, the proof
 * of what can be recovered, and the receiver that keeps the archive current.
 *
 * <p>Not API.
 */
@NullMarked
package com.datafly.signal.dr.selfmanaged.internal.wal;

import org.jspecify.annotations.NullMarked;
