/**
 * Where the product runs: workloads, connection secrets, releases, with Kubernetes behind it.
 *
 * @since 0.1
 */
@NullMarked
package com.datafly.signal.dr.platform;

import org.jspecify.annotations.NullMarked;
