package com.datafly.signal.dr.k8s.internal.model;

import com.datafly.signal.dr.platform.ContainerSpec;
import com.datafly.signal.dr.platform.Workload;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Tells of a workload what all kinds have: its own metadata, and its template. */
final class Templates {

    private Templates() {}

    static void describe(ObjectMeta metadata, PodTemplateSpec template, Workload.Builder workload) {
        PodSpec pod = template.getSpec() == null ? new PodSpec() : template.getSpec();
        workload.metadata(Fields.map(metadata.getLabels()), Fields.map(metadata.getAnnotations()))
                .template(
                        labels(template),
                        Fields.map(Fields.metadata(template.getMetadata()).getAnnotations()))
                .containers(containers(pod))
                .secrets(SecretUses.of(pod));
    }

    static Map<String, String> labels(PodTemplateSpec template) {
        return Fields.map(Fields.metadata(template.getMetadata()).getLabels());
    }

    private static List<ContainerSpec> containers(PodSpec pod) {
        List<ContainerSpec> containers = new ArrayList<>();
        Fields.list(pod.getInitContainers()).forEach(one -> containers.add(container(one, endsFirst(one))));
        Fields.list(pod.getContainers()).forEach(one -> containers.add(container(one, false)));
        return containers;
    }

    private static ContainerSpec container(Container container, boolean init) {
        return new ContainerSpec(Fields.text(container.getName()), Fields.text(container.getImage()), init);
    }

    /** One that always restarts is started before the others, but does not end. */
    static boolean endsFirst(Container init) {
        return !"Always".equals(init.getRestartPolicy());
    }
}
