package com.datafly.signal.dr.selfmanaged.testing;

import java.util.Map;

/** The settings of a server that is quick to make, to copy and to recover, and careless of power cuts. */
final class QuickSettings {

    static final Map<String, String> VALUES = Map.of(
            "fsync", "off",
            "wal_level", "replica",
            "max_connections", "40",
            "max_wal_senders", "5",
            "shared_buffers", "16MB");

    private QuickSettings() {}
}
