/**
 * Event streams: retention of topics, consumer lag, replication to a standby, replay and archive. Kafka stands behind
 * it.
 */
@NullMarked
package com.datafly.signal.dr.events;

import org.jspecify.annotations.NullMarked;
