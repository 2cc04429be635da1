package com.datafly.signal.dr.aws.testing;

/**
 * Hears of every exchange with every {@link AwsServer} of this JVM, whoever started it: for checks that hold for all
 * tests. Found by {@link java.util.ServiceLoader} when a server starts.
 *
 * @since 0.1
 */
@FunctionalInterface
public interface ExchangeListener {

    /**
     * Hears of an exchange when it has ended, before its answer is sent. Called by several threads at once; what it
     * throws breaks the connection, so it notes what it finds.
     */
    void exchanged(Exchange exchange);
}
