/** Kubernetes behind the portable API. */
@NullMarked
package com.datafly.signal.dr.k8s;

import org.jspecify.annotations.NullMarked;
