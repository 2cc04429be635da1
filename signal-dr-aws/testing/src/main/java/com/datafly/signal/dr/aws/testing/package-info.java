/**
 * A local server that speaks the protocols of RDS, S3, STS and MSK, for tests.
 *
 * <p>Start with {@link com.datafly.signal.dr.aws.testing.AwsServer}.
 */
@NullMarked
package com.datafly.signal.dr.aws.testing;

import org.jspecify.annotations.NullMarked;
