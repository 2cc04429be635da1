package com.datafly.signal.dr.internal.events.archive;

/**
 * One life of a topic: from its making to its removal. A topic made anew under the same name is another one.
 *
 * @param topic the topic's name
 * @param id the topic's id, or the cluster's where topics have none
 */
record Lineage(String topic, String id) {

    @Override
    public String toString() {
        return topic + " (" + id + ")";
    }
}
