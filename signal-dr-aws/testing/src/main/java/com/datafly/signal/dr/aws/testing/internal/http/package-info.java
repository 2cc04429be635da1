/** Not API: requests, their signatures, and the query protocol. */
@NullMarked
package com.datafly.signal.dr.aws.testing.internal.http;

import org.jspecify.annotations.NullMarked;
