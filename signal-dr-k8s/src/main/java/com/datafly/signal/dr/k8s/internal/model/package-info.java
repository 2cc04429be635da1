/** Not API. Portable values, made from Kubernetes' objects. */
@NullMarked
package com.datafly.signal.dr.k8s.internal.model;

import org.jspecify.annotations.NullMarked;
