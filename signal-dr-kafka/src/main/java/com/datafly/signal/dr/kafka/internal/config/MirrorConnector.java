package com.datafly.signal.dr.kafka.internal.config;

/** The connectors that MirrorMaker is made of. */
public enum MirrorConnector {
    /** Copies topics. */
    SOURCE("MirrorSourceConnector"),
    /** Copies what consumer groups have committed. */
    CHECKPOINT("MirrorCheckpointConnector"),
    /** Writes signs of life. */
    HEARTBEAT("MirrorHeartbeatConnector");

    private final String className;

    MirrorConnector(String className) {
        this.className = className;
    }

    /** Returns the class's name without its package. */
    public String className() {
        return className;
    }

    /** Returns the class's full name. */
    public String qualifiedName() {
        return "org.apache.kafka.connect.mirror." + className;
    }
}
