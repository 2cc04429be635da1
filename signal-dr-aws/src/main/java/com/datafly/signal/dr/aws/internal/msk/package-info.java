/** Not API: MSK, for which no client of the SDK is needed. */
@NullMarked
package com.datafly.signal.dr.aws.internal.msk;

import org.jspecify.annotations.NullMarked;
