/** A Kubernetes API server for tests. */
@NullMarked
package com.datafly.signal.dr.k8s.testing;

import org.jspecify.annotations.NullMarked;
