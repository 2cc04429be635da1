package com.datafly.signal.dr.tck;

import com.datafly.signal.dr.platform.ContainerSpec;
import com.datafly.signal.dr.platform.SecretUse;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What a pod is made from. */
record InMemoryTemplate(
        Map<String, String> labels,
        Map<String, String> annotations,
        List<ContainerSpec> containers,
        List<SecretUse> secrets) {

    InMemoryTemplate {
        labels = Map.copyOf(labels);
        annotations = Map.copyOf(annotations);
        containers = List.copyOf(containers);
        secrets = List.copyOf(secrets);
    }

    /** Returns the same with more secrets. */
    InMemoryTemplate with(List<SecretUse> more) {
        return new InMemoryTemplate(
                labels,
                annotations,
                containers,
                Stream.concat(secrets.stream(), more.stream()).toList());
    }
}
