/** Not API. */
@NullMarked
package com.datafly.signal.dr.kafka.internal.client;

import org.jspecify.annotations.NullMarked;
