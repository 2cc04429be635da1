/** Not API: S3 as the testing server speaks it. */
@NullMarked
package com.datafly.signal.dr.aws.testing.internal.s3;

import org.jspecify.annotations.NullMarked;
