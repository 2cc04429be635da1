/** How changes are merged and who owns which field. Not API. */
@NullMarked
package com.datafly.signal.dr.k8s.testing.internal.merge;

import org.jspecify.annotations.NullMarked;
