/** Kubernetes' protobuf, as far as tools send it. Not API. */
@NullMarked
package com.datafly.signal.dr.k8s.testing.internal.proto;

import org.jspecify.annotations.NullMarked;
