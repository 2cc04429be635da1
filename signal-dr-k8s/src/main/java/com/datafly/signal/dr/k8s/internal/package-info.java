/** Not API. */
@NullMarked
package com.datafly.signal.dr.k8s.internal;

import org.jspecify.annotations.NullMarked;
