/** Not API: the object store on S3. */
@NullMarked
package com.datafly.signal.dr.aws.internal.s3;

import org.jspecify.annotations.NullMarked;
