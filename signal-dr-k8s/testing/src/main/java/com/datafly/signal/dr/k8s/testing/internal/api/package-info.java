/** What is asked of the server and how it refuses. Not API. */
@NullMarked
package com.datafly.signal.dr.k8s.testing.internal.api;

import org.jspecify.annotations.NullMarked;
