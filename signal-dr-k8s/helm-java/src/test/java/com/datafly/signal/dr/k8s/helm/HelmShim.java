package com.datafly.signal.dr.k8s.helm;

import com.marcnuri.helm.Helm;
import com.marcnuri.helm.InstallCommand;
import com.marcnuri.helm.UpgradeCommand;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * A program that takes the arguments of {@code helm install}, {@code helm upgrade} and {@code helm uninstall}, and lets
 * Helm 3 do them: a {@code helm} for machines that have none. What helm-java cannot do, labels, it does itself.
 */
final class HelmShim {

    private final List<String> arguments;

    private HelmShim(List<String> arguments) {
        this.arguments = arguments;
    }

    /** Writes a script that starts it. */
    static Path script(Path folder) throws IOException {
        Path script = Files.writeString(folder.resolve("helm"), """
                #!/bin/sh
                if [ "$1" = version ]; then echo v3.21.0+shim; exit 0; fi
                exec '%s' -cp '%s' %s "$@"
                """.formatted(
                        Path.of(System.getProperty("java.home"), "bin", "java"),
                        System.getProperty("java.class.path"),
                        HelmShim.class.getName()));
        return Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
    }

    public static void main(String[] arguments) {
        HelmShim shim = new HelmShim(List.of(arguments));
        try {
            shim.run();
            shim.label();
        } catch (IllegalStateException e) {
            shim.label();
            System.err.println("Error: " + e.getMessage());
            System.exit(1);
        }
    }

    private void run() {
        switch (arguments.get(0)) {
            case "install" -> install();
            case "upgrade" -> upgrade();
            case "uninstall" ->
                Helm.uninstall(arguments.get(1))
                        .withNamespace(require("--namespace"))
                        .withKubeConfig(Path.of(require("--kubeconfig")))
                        .ignoreNotFound()
                        .call();
            default -> throw new IllegalStateException("unknown command " + arguments.get(0));
        }
    }

    private void install() {
        InstallCommand command = Helm.install(arguments.get(2))
                .withName(arguments.get(1))
                .withNamespace(require("--namespace"))
                .withKubeConfig(Path.of(require("--kubeconfig")))
                .withDescription(require("--description"));
        values().forEach(command::withValuesFile);
        command.call();
    }

    private void upgrade() {
        if (!arguments.contains("--reset-values")) {
            throw new IllegalStateException("values would be those of the last revision");
        }
        UpgradeCommand command = Helm.upgrade(arguments.get(2))
                .withName(arguments.get(1))
                .withNamespace(require("--namespace"))
                .withKubeConfig(Path.of(require("--kubeconfig")))
                .resetValues()
                .withDescription(require("--description"));
        values().forEach(command::withValuesFile);
        command.call();
    }

    private List<Path> values() {
        return all("--values").stream()
                .map(file -> Path.of(file.equals("-") ? "/dev/stdin" : file))
                .toList();
    }

    /** Gives the newest revision the labels, as Helm does from the first. */
    private void label() {
        List<String> labels = all("--labels");
        if (labels.isEmpty()) {
            return;
        }
        String[] label = labels.get(0).split("=", 2);
        Config config = Config.fromKubeconfig(new File(require("--kubeconfig")));
        try (KubernetesClient client =
                new KubernetesClientBuilder().withConfig(config).build()) {
            Optional<Secret> newest = client
                    .secrets()
                    .inNamespace(require("--namespace"))
                    .withLabel("name", arguments.get(1))
                    .list()
                    .getItems()
                    .stream()
                    .max(Comparator.comparingInt(secret ->
                            Integer.parseInt(secret.getMetadata().getLabels().get("version"))));
            newest.ifPresent(secret -> client.resource(secret)
                    .edit(found -> new SecretBuilder(found)
                            .editMetadata()
                            .addToLabels(label[0], label[1])
                            .endMetadata()
                            .build()));
        }
    }

    private String require(String option) {
        return all(option).stream().findFirst().orElseThrow(() -> new IllegalStateException("missing " + option));
    }

    private List<String> all(String option) {
        List<String> values = new ArrayList<>();
        for (int i = 0; i < arguments.size() - 1; i++) {
            if (arguments.get(i).equals(option)) {
                values.add(arguments.get(i + 1));
            }
        }
        return values;
    }
}
