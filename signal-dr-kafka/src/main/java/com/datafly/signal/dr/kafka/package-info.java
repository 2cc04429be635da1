/** Kafka clusters behind the portable API, and MirrorMaker 2 between them. */
@NullMarked
package com.datafly.signal.dr.kafka;

import org.jspecify.annotations.NullMarked;
