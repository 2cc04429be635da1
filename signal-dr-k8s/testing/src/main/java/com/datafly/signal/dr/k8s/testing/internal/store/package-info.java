/** Objects, their versions and their history. Not API. */
@NullMarked
package com.datafly.signal.dr.k8s.testing.internal.store;

import org.jspecify.annotations.NullMarked;
