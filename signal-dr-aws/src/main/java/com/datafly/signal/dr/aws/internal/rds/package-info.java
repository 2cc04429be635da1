/** Not API: RDS behind the driver interfaces. */
@NullMarked
package com.datafly.signal.dr.aws.internal.rds;

import org.jspecify.annotations.NullMarked;
