/** Real Kafka for tests and drills: brokers, Kafka Connect and MirrorMaker 2. */
@NullMarked
package com.datafly.signal.dr.kafka.testing;

import org.jspecify.annotations.NullMarked;
