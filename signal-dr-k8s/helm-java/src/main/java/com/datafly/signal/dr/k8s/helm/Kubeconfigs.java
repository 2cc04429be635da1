package com.datafly.signal.dr.k8s.helm;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.k8s.internal.helm.HelmTarget;
import io.fabric8.kubernetes.api.model.Config;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Kubeconfigs in which another context is the current one: helm-java cannot be told a context. */
final class Kubeconfigs {

    private Kubeconfigs() {}

    static String of(HelmTarget target, String context) {
        Path file = target.kubeconfig().orElseGet(Kubeconfigs::usual);
        try {
            Config config = Serialization.unmarshal(Files.readString(file), Config.class);
            config.setCurrentContext(context);
            return Serialization.asYaml(config);
        } catch (IOException | RuntimeException e) {
            throw DrException.create(
                    ErrorCode.FAILED_PRECONDITION,
                    "deploy releases on " + target.address(),
                    "the kubeconfig " + file + " cannot be read ("
                            + e.getClass().getSimpleName() + ")",
                    failure -> failure.resource(target.address().toString()).hint("Check it by kubectl config view."));
        }
    }

    private static Path usual() {
        String variable = System.getenv("KUBECONFIG");
        return variable == null || variable.isEmpty()
                ? Path.of(System.getProperty("user.home", ""), ".kube", "config")
                : Path.of(variable);
    }
}
