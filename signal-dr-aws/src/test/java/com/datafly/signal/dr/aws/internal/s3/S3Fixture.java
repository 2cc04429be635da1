package com.datafly.signal.dr.aws.internal.s3;

import com.datafly.signal.dr.ResourceAddress;
import com.datafly.signal.dr.Secret;
import com.datafly.signal.dr.aws.S3Provider;
import com.datafly.signal.dr.aws.testing.AccessKey;
import com.datafly.signal.dr.aws.testing.AwsServer;
import com.datafly.signal.dr.aws.testing.Bucket;
import com.datafly.signal.dr.aws.testing.Buckets;
import com.datafly.signal.dr.store.ObjectStore;
import com.datafly.signal.dr.tck.DriverOptions;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;

/** A testing server with a bucket per test, and stores on it. */
final class S3Fixture implements AutoCloseable {

    private final AwsServer server = AwsServer.start();

    AwsServer server() {
        return server;
    }

    Bucket bucket() {
        return bucket(spec -> {});
    }

    Bucket bucket(Consumer<Buckets.Spec> settings) {
        return server.buckets().create("b-" + UUID.randomUUID(), settings);
    }

    ObjectStore open(Bucket bucket) {
        return open("s3:" + bucket.name() + "/store", Map.of());
    }

    ObjectStore open(String address, Map<String, String> further) {
        return open(address, further, server.accessKey());
    }

    ObjectStore open(String address, Map<String, String> further, AccessKey key) {
        Map<String, String> options = new HashMap<>(options(key));
        options.putAll(further);
        Map<String, Secret> secrets = new HashMap<>(Map.of("secret-access-key", key.secret()));
        key.sessionToken().ifPresent(token -> secrets.put("session-token", token));
        return new S3Provider().open(ResourceAddress.parse(address), DriverOptions.of(options, secrets));
    }

    Map<String, String> options(AccessKey key) {
        return Map.of("endpoint", server.endpoint().toString(), "access-key-id", key.id());
    }

    @Override
    public void close() {
        server.close();
    }
}
