/** Tests of the brokers, proxies, workers and mirrors that tests are given. */
@NullMarked
package com.datafly.signal.dr.kafka.testing;

import org.jspecify.annotations.NullMarked;
