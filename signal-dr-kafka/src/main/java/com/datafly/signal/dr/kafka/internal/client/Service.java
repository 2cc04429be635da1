package com.datafly.signal.dr.kafka.internal.client;

import java.util.regex.Pattern;

/** A managed service that offers less than a cluster of one's own, known by the names of its brokers. */
public enum Service {
    /** Amazon MSK Serverless. */
    MSK_SERVERLESS(".*\\.kafka-serverless\\.[a-z0-9-]+\\.amazonaws\\.com(?:\\.cn)?"),
    /** The Kafka endpoint of Azure Event Hubs. */
    EVENT_HUBS(".*\\.servicebus\\.(?:windows\\.net|chinacloudapi\\.cn|usgovcloudapi\\.net)");

    private final Pattern hosts;

    Service(String hosts) {
        this.hosts = Pattern.compile(hosts);
    }

    boolean owns(String host) {
        return hosts.matcher(host).matches();
    }
}
