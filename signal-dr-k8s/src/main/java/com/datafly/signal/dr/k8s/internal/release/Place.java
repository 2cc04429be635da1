package com.datafly.signal.dr.k8s.internal.release;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.KubernetesResourceList;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.MixedOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * A kind of object that Helm keeps releases in.
 *
 * @param resource as permissions name it
 * @param source where it is listed and changed
 * @param data what an object of it holds
 * @param unwrap makes of a value what Helm wrote
 * @param wrap does the opposite
 */
record Place<T extends HasMetadata>(
        String resource,
        Function<
                        KubernetesClient,
                        ? extends MixedOperation<T, ? extends KubernetesResourceList<T>, ? extends Resource<T>>>
                source,
        Function<T, Map<String, String>> data,
        UnaryOperator<String> unwrap,
        UnaryOperator<String> wrap) {

    /** Helm's own default: values of Secrets are in Base64 once more. */
    static final Place<Secret> SECRETS =
            new Place<>("secrets", KubernetesClient::secrets, Secret::getData, Place::fromBase64, Place::toBase64);

    /** {@code HELM_DRIVER=configmap}. */
    static final Place<ConfigMap> CONFIG_MAPS = new Place<>(
            "configmaps",
            KubernetesClient::configMaps,
            ConfigMap::getData,
            UnaryOperator.identity(),
            UnaryOperator.identity());

    /** All that can be looked into; {@code HELM_DRIVER=sql} leaves nothing in the cluster. */
    static final List<Place<?>> ALL = List.of(SECRETS, CONFIG_MAPS);

    private static String fromBase64(String value) {
        return new String(Base64.getDecoder().decode(value), US_ASCII);
    }

    private static String toBase64(String value) {
        return Base64.getEncoder().encodeToString(value.getBytes(US_ASCII));
    }
}
