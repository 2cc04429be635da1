package com.datafly.signal.dr.k8s.internal.client;

import io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientFactory;
import java.net.http.HttpClient;

/** The JDK's HTTP client, over HTTP/1.1: there a connection that dies takes one request with it and not all of them. */
final class HttpClients extends JdkHttpClientFactory {

    @Override
    protected void additionalConfig(HttpClient.Builder builder) {
        builder.version(HttpClient.Version.HTTP_1_1);
    }
}
