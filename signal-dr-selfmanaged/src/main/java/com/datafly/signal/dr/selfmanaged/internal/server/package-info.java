/** Not API. What starting a PostgreSQL server takes: accounts, sockets, settings files, processes, binaries. */
@NullMarked
package com.datafly.signal.dr.selfmanaged.internal.server;

import org.jspecify.annotations.NullMarked;
