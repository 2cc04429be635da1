/** What the server knows of certain kinds: defaults and rules. Not API. */
@NullMarked
package com.datafly.signal.dr.k8s.testing.internal.kinds;

import org.jspecify.annotations.NullMarked;
