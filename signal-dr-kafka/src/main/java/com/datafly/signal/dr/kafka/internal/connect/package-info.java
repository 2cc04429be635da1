/** What Kafka Connect's REST API says and takes. Not API. */
@NullMarked
package com.datafly.signal.dr.kafka.internal.connect;

import org.jspecify.annotations.NullMarked;
