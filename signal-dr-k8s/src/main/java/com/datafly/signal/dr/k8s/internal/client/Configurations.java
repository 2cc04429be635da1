package com.datafly.signal.dr.k8s.internal.client;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.utils.Utils;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Finds out where a cluster is and with which credential it is asked, and refuses where Fabric8 would guess: it takes
 * the current context for one that is not there, and {@code kubernetes.default.svc} for a cluster that nothing names.
 */
final class Configurations {

    private static final String WHERE =
            "Set the option kubeconfig to a file, or KUBECONFIG, or have ~/.kube/config; in a"
                    + " pod, let its service account be mounted.";

    private Configurations() {}

    /**
     * Reads the configuration. Reading may run the program that a kubeconfig names for its credential.
     *
     * @throws DrException with {@code FAILED_PRECONDITION} if there is none, or one that cannot be used;
     *     {@code INVALID_ARGUMENT} for a context that it does not have
     */
    static Config find(ClientOptions options) {
        if (options.kubeconfig().isPresent()) {
            return ofFile(options, options.kubeconfig().get());
        }
        if (Config.getKubeconfigFilenames().stream().anyMatch(name -> Files.isRegularFile(Path.of(name)))) {
            return ofKubeconfig(
                    options,
                    "the kubeconfig " + String.join(", ", Config.getKubeconfigFilenames()),
                    () -> Config.autoConfigure(options.context().orElse(null)));
        }
        if (inCluster()) {
            options.context().ifPresent(context -> {
                throw noContext(context, "there is no kubeconfig, only this pod's service account");
            });
            return Config.autoConfigure(null);
        }
        throw unusable("there is no kubeconfig, and this process does not run in a cluster", WHERE);
    }

    private static Config ofFile(ClientOptions options, Path file) {
        if (!Files.isRegularFile(file)) {
            throw unusable("there is no kubeconfig at " + file, "Correct the option kubeconfig.");
        }
        if (!Files.isReadable(file)) {
            throw unusable("the kubeconfig " + file + " may not be read", "Let this process read it.");
        }
        String master = Config.KUBERNETES_MASTER_SYSTEM_PROPERTY;
        if (Utils.isNotNullOrEmpty(Utils.getSystemPropertyOrEnvVar(master))) {
            throw unusable(
                    "the system property or variable " + master + " leads elsewhere than the kubeconfig " + file,
                    "Unset it, or leave out the option kubeconfig.");
        }
        return ofKubeconfig(
                options,
                "the kubeconfig " + file,
                () -> Config.fromKubeconfig(options.context().orElse(null), file.toFile()));
    }

    private static Config ofKubeconfig(ClientOptions options, String source, Supplier<Config> reading) {
        Config config = read(source, reading);
        String found = Optional.ofNullable(config.getCurrentContext())
                .map(context -> Optional.ofNullable(context.getName()).orElse(""))
                .orElse("");
        options.context().filter(wanted -> !wanted.equals(found)).ifPresent(wanted -> {
            throw noContext(wanted, source + " has no such context");
        });
        if (found.isEmpty()) {
            throw unusable(source + " has no current context", "Name one by the option context.");
        }
        if (Config.DEFAULT_MASTER_URL.startsWith(config.getMasterUrl().replaceAll("/+$", ""))) {
            throw unusable(
                    source + " names no server for the context '" + found + "'",
                    "Check the context's cluster, and that cluster's server.");
        }
        return config;
    }

    /** What Fabric8 throws may quote the line with the token, so neither its text nor itself is passed on. */
    private static Config read(String source, Supplier<Config> reading) {
        try {
            return reading.get();
        } catch (RuntimeException e) {
            throw unusable(
                    source + " cannot be read (" + e.getClass().getSimpleName() + ")",
                    "Check it by kubectl config view; if it runs a program for the credential, run that by hand.");
        }
    }

    private static boolean inCluster() {
        String token = Utils.getSystemPropertyOrEnvVar(
                Config.KUBERNETES_AUTH_SERVICEACCOUNT_TOKEN_FILE_SYSTEM_PROPERTY,
                Config.KUBERNETES_SERVICE_ACCOUNT_TOKEN_PATH);
        return Utils.isNotNullOrEmpty(Utils.getSystemPropertyOrEnvVar(Config.KUBERNETES_SERVICE_HOST_PROPERTY))
                && Files.isRegularFile(Path.of(token));
    }

    private static DrException noContext(String context, String problem) {
        return ClientOptions.invalid("option context is '" + context + "', but " + problem, "Correct or leave it out.");
    }

    private static DrException unusable(String problem, String hint) {
        return DrException.create(
                ErrorCode.FAILED_PRECONDITION, ClientOptions.OPENING, problem, failure -> failure.hint(hint));
    }
}
