/** Not API. How clusters are found and asked. */
@NullMarked
package com.datafly.signal.dr.k8s.internal.client;

import org.jspecify.annotations.NullMarked;
