/** PostgreSQL's replication protocol, spoken over the socket that pgjdbc authenticated. Not API. */
@NullMarked
package com.datafly.signal.dr.selfmanaged.internal.protocol;

import org.jspecify.annotations.NullMarked;
