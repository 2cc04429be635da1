/** Not API: the control plane of RDS, one family of actions in each class. */
@NullMarked
package com.datafly.signal.dr.aws.testing.internal.rds;

import org.jspecify.annotations.NullMarked;
