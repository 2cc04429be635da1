/** Not API: MSK behind the testing server. */
@NullMarked
package com.datafly.signal.dr.aws.testing.internal.msk;

import org.jspecify.annotations.NullMarked;
