/** What may be done at a platform, asked beforehand, and as manifests. Not API. */
@NullMarked
package com.datafly.signal.dr.internal.platform.access;

import org.jspecify.annotations.NullMarked;
