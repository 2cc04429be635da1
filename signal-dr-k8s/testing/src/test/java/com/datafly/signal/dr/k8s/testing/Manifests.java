package com.datafly.signal.dr.k8s.testing;

/** Manifests that several tests use; everything is in the namespace {@code datafly}. */
final class Manifests {

    static final String DEPLOYMENT = """
            apiVersion: apps/v1
            kind: Deployment
            metadata:
              name: web
              namespace: datafly
            spec:
              replicas: 4
              progressDeadlineSeconds: 60
              selector:
                matchLabels: {app: web}
              template:
                metadata:
                  labels: {app: web}
                spec:
                  containers:
                  - name: app
                    image: web:1
            """;

    static final String STATEFUL_SET = """
            apiVersion: apps/v1
            kind: StatefulSet
            metadata: {name: db, namespace: datafly}
            spec:
              replicas: 3
              serviceName: db
              selector: {matchLabels: {app: db}}
              template:
                metadata: {labels: {app: db}}
                spec:
                  containers:
                  - {name: app, image: "db:1"}
            """;

    static final String DAEMON_SET = """
            apiVersion: apps/v1
            kind: DaemonSet
            metadata: {name: agent, namespace: datafly}
            spec:
              selector: {matchLabels: {app: agent}}
              template:
                metadata: {labels: {app: agent}}
                spec:
                  containers: [{name: app, image: "agent:1"}]
            """;

    private Manifests() {}

    /** Returns a patch that gives another image to the one container. */
    static String image(String image) {
        return "{spec: {template: {spec: {containers: [{name: app, image: \"" + image + "\"}]}}}}";
    }
}
