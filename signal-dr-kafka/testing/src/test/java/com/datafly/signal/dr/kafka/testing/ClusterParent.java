package com.datafly.signal.dr.kafka.testing;

import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/** A JVM that starts a cluster, tells its broker's process id and waits to be killed. */
final class ClusterParent {

    private ClusterParent() {}

    /** Takes the directory. */
    public static void main(String[] arguments) throws InterruptedException {
        try (KafkaCluster cluster = KafkaCluster.start(c -> c.directory(Path.of(arguments[0])))) {
            System.out.println(cluster.pid(1));
            new CountDownLatch(1).await();
        }
    }
}
