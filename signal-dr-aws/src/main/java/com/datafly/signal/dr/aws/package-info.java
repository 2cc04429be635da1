/** AWS behind the portable API: databases of RDS, and S3 as an object store. */
@NullMarked
package com.datafly.signal.dr.aws;

import org.jspecify.annotations.NullMarked;
