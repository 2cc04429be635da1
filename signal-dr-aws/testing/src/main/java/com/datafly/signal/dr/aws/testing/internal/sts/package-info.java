/** Not API: STS behind the testing server. */
@NullMarked
package com.datafly.signal.dr.aws.testing.internal.sts;

import org.jspecify.annotations.NullMarked;
