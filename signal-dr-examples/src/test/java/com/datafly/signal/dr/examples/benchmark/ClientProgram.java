package com.datafly.signal.dr.examples.benchmark;

import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;

/** Asks one thing with Kafka's own client: what no program that uses it can do without. */
final class ClientProgram {

    private ClientProgram() {}

    /** Takes the bootstrap address. */
    public static void main(String[] arguments) throws ExecutionException, InterruptedException {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", arguments[0]))) {
            System.out.println(admin.describeCluster().clusterId().get());
        }
    }
}
