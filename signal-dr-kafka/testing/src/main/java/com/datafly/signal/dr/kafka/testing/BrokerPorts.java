package com.datafly.signal.dr.kafka.testing;

/**
 * Where a broker listens: to clients, to the other brokers, and as a controller.
 *
 * @param clients for clients, with passwords if the cluster has users
 * @param brokers for brokers and those who bypass proxies and passwords
 * @param controller for controllers
 */
record BrokerPorts(Port clients, Port brokers, Port controller) implements AutoCloseable {

    static BrokerPorts claim() {
        return new BrokerPorts(Port.claim(), Port.claim(), Port.claim());
    }

    String listeners() {
        return BrokerSettings.CLIENTS + "://" + clients.address() + "," + inside() + "," + BrokerSettings.CONTROLLER
                + "://" + controller.address();
    }

    String inside() {
        return BrokerSettings.INSIDE + "://" + brokers.address();
    }

    @Override
    public void close() {
        clients.close();
        brokers.close();
        controller.close();
    }
}
