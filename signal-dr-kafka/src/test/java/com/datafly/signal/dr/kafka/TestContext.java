package com.datafly.signal.dr.kafka;

import com.datafly.signal.dr.ResourceAddress;
import com.datafly.signal.dr.Secret;
import com.datafly.signal.dr.spi.EventStreamDriver;
import com.datafly.signal.dr.tck.DriverOptions;
import java.util.Map;

/**
 * Opens drivers of testing clusters.
 *
 * @param options what they are opened with
 */
record TestContext(DriverOptions options) {

    /** A context with nothing. */
    static TestContext empty() {
        return new TestContext(DriverOptions.none());
    }

    /** A context of somebody who logs in as a testing cluster wants it. */
    static TestContext user(String user, Secret password) {
        return new TestContext(DriverOptions.of(
                Map.of("security.protocol", "SASL_PLAINTEXT", "sasl.mechanism", "SCRAM-SHA-512", "user", user),
                Map.of("password", password)));
    }

    /** Returns the same context with another option. */
    TestContext with(String name, String value) {
        return new TestContext(options.with(name, value));
    }

    /** Returns the same context with another secret. */
    TestContext with(String name, Secret secret) {
        return new TestContext(options.with(name, secret));
    }

    /** Opens a driver for brokers. */
    EventStreamDriver open(String bootstrap) {
        return new KafkaProvider().open(ResourceAddress.parse("kafka:" + bootstrap), options);
    }
}
