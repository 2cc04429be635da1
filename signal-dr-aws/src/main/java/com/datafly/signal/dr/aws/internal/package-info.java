/** Not API. */
@NullMarked
package com.datafly.signal.dr.aws.internal;

import org.jspecify.annotations.NullMarked;
