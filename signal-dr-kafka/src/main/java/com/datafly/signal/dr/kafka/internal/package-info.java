/** Not API. */
@NullMarked
package com.datafly.signal.dr.kafka.internal;

import org.jspecify.annotations.NullMarked;
