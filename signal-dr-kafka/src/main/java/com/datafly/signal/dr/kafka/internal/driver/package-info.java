/** Not API. */
@NullMarked
package com.datafly.signal.dr.kafka.internal.driver;

import org.jspecify.annotations.NullMarked;
