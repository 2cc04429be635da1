package com.datafly.signal.dr.k8s.internal.driver;

import com.datafly.signal.dr.k8s.internal.Attempt;
import com.datafly.signal.dr.k8s.internal.client.Connection;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.KubernetesResourceList;
import io.fabric8.kubernetes.api.model.ListOptions;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Listable;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Lists everything, page by page. All pages are of the moment of the first one; where the server has forgotten that
 * moment meanwhile, the list fails and is read again by whoever wanted it.
 */
public final class Pages {

    /** How many objects are asked for at a time, as {@code kubectl} does. */
    static final long SIZE = 500;

    /** How many at a time of what may be large: a Secret that keeps a release holds up to a megabyte. */
    static final long FEW = 50;

    private Pages() {}

    /** Reads all that {@code source} lists, each made into something before the next page is held. */
    public static <T extends HasMetadata, R> List<R> read(
            Connection connection,
            Attempt attempt,
            Function<KubernetesClient, ? extends Listable<? extends KubernetesResourceList<T>>> source,
            Function<T, R> model) {
        List<R> all = new ArrayList<>();
        String next = "";
        do {
            ListOptions options = new ListOptionsBuilder()
                    .withLimit(attempt.discreet() ? FEW : SIZE)
                    .withContinue(next.isEmpty() ? null : next)
                    .build();
            next = connection.read(attempt, client -> {
                KubernetesResourceList<T> page = source.apply(client).list(options);
                page.getItems().forEach(item -> all.add(model.apply(item)));
                String further =
                        page.getMetadata() == null ? null : page.getMetadata().getContinue();
                return further == null ? "" : further;
            });
        } while (!next.isEmpty());
        return List.copyOf(all);
    }
}
