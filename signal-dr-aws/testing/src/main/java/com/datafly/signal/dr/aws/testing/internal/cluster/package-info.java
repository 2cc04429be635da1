/** Not API: Aurora and Multi-AZ DB clusters of RDS. */
@NullMarked
package com.datafly.signal.dr.aws.testing.internal.cluster;

import org.jspecify.annotations.NullMarked;
