/** Not API. The releases that Helm 3 and 4 keep in a namespace. */
@NullMarked
package com.datafly.signal.dr.k8s.internal.release;

import org.jspecify.annotations.NullMarked;
