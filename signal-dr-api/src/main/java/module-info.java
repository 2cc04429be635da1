/** The portable API of signal-dr. Everything but the internal packages is exported. */
module com.datafly.signal.dr {
    requires transitive java.sql;
    requires java.net.http;
    requires transitive org.jspecify;
    requires org.slf4j;
    requires com.cronutils;
    requires com.fasterxml.jackson.databind;
    requires io.github.resilience4j.core;
    requires io.github.resilience4j.retry;
    requires io.github.resilience4j.circuitbreaker;
    requires io.github.resilience4j.ratelimiter;
    // Used where the host has them.
    requires static io.opentelemetry.api;
    requires static io.opentelemetry.context;
    requires static micrometer.core;

    uses com.datafly.signal.dr.spi.DatabaseProvider;
    uses com.datafly.signal.dr.spi.EventStreamProvider;
    uses com.datafly.signal.dr.spi.ObjectStoreProvider;
    uses com.datafly.signal.dr.spi.PlatformProvider;
    uses com.datafly.signal.dr.spi.ReleaseExecutorProvider;

    // The way in, and the terms that every part shares.
    exports com.datafly.signal.dr;
    exports com.datafly.signal.dr.database;
    exports com.datafly.signal.dr.drill;
    exports com.datafly.signal.dr.events;
    exports com.datafly.signal.dr.journal;
    exports com.datafly.signal.dr.operation;
    exports com.datafly.signal.dr.platform;
    exports com.datafly.signal.dr.playbook;
    exports com.datafly.signal.dr.playbook.step;
    exports com.datafly.signal.dr.report;
    exports com.datafly.signal.dr.store;
    exports com.datafly.signal.dr.verify;
    // For whoever writes a provider, so not qualified.
    exports com.datafly.signal.dr.spi;
}
