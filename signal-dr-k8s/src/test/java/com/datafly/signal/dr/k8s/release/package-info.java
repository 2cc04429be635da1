/** Releases that real {@code helm} programs make: portable types, driver, command, HTTP, API server, controllers. */
@NullMarked
package com.datafly.signal.dr.k8s.release;

import org.jspecify.annotations.NullMarked;
