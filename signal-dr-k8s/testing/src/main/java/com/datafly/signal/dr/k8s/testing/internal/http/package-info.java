/** HTTP/1.1 and WebSockets on the loopback interface. Not API. */
@NullMarked
package com.datafly.signal.dr.k8s.testing.internal.http;

import org.jspecify.annotations.NullMarked;
