/** PostgreSQL servers on this machine: the binaries found or unpacked, and data directories started and stopped. */
@NullMarked
package com.datafly.signal.dr.selfmanaged.server;

import org.jspecify.annotations.NullMarked;
