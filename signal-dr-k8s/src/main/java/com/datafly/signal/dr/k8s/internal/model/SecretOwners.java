package com.datafly.signal.dr.k8s.internal.model;

import com.datafly.signal.dr.platform.SecretOwner;
import com.datafly.signal.dr.platform.SecretOwner.Kind;
import com.datafly.signal.dr.platform.SecretOwner.Overwrite;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.OwnerReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Finds out who writes a secret besides us, by the marks that each of them leaves. */
final class SecretOwners {

    private static final String HELM_RELEASE = "meta.helm.sh/release-name";
    private static final String MANAGED_BY = "app.kubernetes.io/managed-by";
    private static final String INSTANCE = "app.kubernetes.io/instance";
    private static final String ARGO_TRACKING = "argocd.argoproj.io/tracking-id";
    private static final String ARGO_INSTANCE = "argocd.argoproj.io/instance";
    private static final String FLUX_KUSTOMIZATION = "kustomize.toolkit.fluxcd.io/name";
    private static final String FLUX_RELEASE = "helm.toolkit.fluxcd.io/name";
    private static final String EXTERNAL_HASH = "reconcile.external-secrets.io/data-hash";

    private static final String HELM_HOOK = "helm.sh/hook";
    private static final String OURS = "signal-dr";

    /** Which of the others writes by these names, also where it leaves no other mark. */
    private static final Map<String, Kind> KNOWN_WRITERS = Map.of(
            "argocd-controller", Kind.ARGO_CD,
            "argocd-application-controller", Kind.ARGO_CD,
            "kustomize-controller", Kind.FLUX,
            "helm-controller", Kind.FLUX,
            "external-secrets", Kind.EXTERNAL_SECRETS);

    private static final Set<String> TOLD_BY_KIND = Set.of("ExternalSecret", "SealedSecret");

    private final ObjectMeta metadata;
    private final Map<String, String> labels;
    private final Map<String, String> annotations;
    private final List<SecretOwner> owners = new ArrayList<>();

    private SecretOwners(ObjectMeta metadata) {
        this.metadata = metadata;
        this.labels = Fields.map(metadata.getLabels());
        this.annotations = Fields.map(metadata.getAnnotations());
    }

    static List<SecretOwner> of(ObjectMeta metadata) {
        SecretOwners found = new SecretOwners(metadata);
        found.addHelm();
        found.addArgo();
        found.addFlux();
        found.addOperators();
        found.owners.addAll(Copiers.owners(found.annotations));
        found.addController();
        found.addOthers();
        return List.copyOf(found.owners);
    }

    private void addHelm() {
        String release = annotations.getOrDefault(HELM_RELEASE, "");
        if (release.isEmpty() && !"Helm".equals(labels.get(MANAGED_BY))) {
            addHook();
            return;
        }
        String name = release.isEmpty() ? labels.getOrDefault(INSTANCE, "") : release;
        boolean applied = managers().stream()
                .anyMatch(entry -> "helm".equals(entry.getManager()) && "Apply".equals(entry.getOperation()));
        String remedy = applied
                ? "Set the new value in the values of the release too: Helm 4 refuses its next upgrade until both"
                        + " are alike."
                : "Set the new value in the values of the release too: the next upgrade by Helm 3 writes the chart's"
                        + " value again, without a word.";
        owners.add(new SecretOwner(applied ? Kind.HELM_4 : Kind.HELM_3, name, Overwrite.WHEN_DEPLOYED, remedy));
    }

    /** A hook bears none of the marks of its release, and no manifest of it has the hook. */
    private void addHook() {
        if (annotations.containsKey(HELM_HOOK)) {
            owners.add(new SecretOwner(
                    Kind.OTHER,
                    "hook " + annotations.get(HELM_HOOK) + " of a Helm release",
                    Overwrite.WHEN_DEPLOYED,
                    "Set the new value in the values of the release too: the hook writes the chart's value again when"
                            + " it runs."));
        }
    }

    private void addArgo() {
        String tracking = annotations.getOrDefault(ARGO_TRACKING, "");
        String application =
                tracking.contains(":") ? tracking.substring(0, tracking.indexOf(':')) : labels.get(ARGO_INSTANCE);
        if (application != null) {
            owners.add(new SecretOwner(
                    Kind.ARGO_CD,
                    application,
                    Overwrite.BY_ITSELF,
                    "Change the value where the application takes it from, or suspend its automated sync first."));
        }
    }

    private void addFlux() {
        String kustomization = labels.get(FLUX_KUSTOMIZATION);
        if (kustomization != null) {
            owners.add(new SecretOwner(
                    Kind.FLUX,
                    kustomization,
                    Overwrite.BY_ITSELF,
                    "Change the value at the source of the Kustomization, or suspend it first: flux suspend"
                            + " kustomization " + kustomization + "."));
        }
        String release = labels.get(FLUX_RELEASE);
        if (release != null) {
            owners.add(new SecretOwner(
                    Kind.FLUX,
                    release,
                    Overwrite.BY_ITSELF,
                    "Change the values of the HelmRelease, or suspend it first: flux suspend helmrelease " + release
                            + "."));
        }
    }

    private void addOperators() {
        String external = owner("ExternalSecret");
        if (!external.isEmpty() || annotations.containsKey(EXTERNAL_HASH)) {
            owners.add(new SecretOwner(
                    Kind.EXTERNAL_SECRETS,
                    external,
                    Overwrite.BY_ITSELF,
                    "Change the value in the store that the ExternalSecret reads, or scale its operator to zero first:"
                            + " whatever its refreshPolicy, it writes a secret again that somebody changed."));
        }
        String sealed = owner("SealedSecret");
        if (!sealed.isEmpty()) {
            owners.add(new SecretOwner(
                    Kind.SEALED_SECRETS,
                    sealed,
                    Overwrite.WHEN_DEPLOYED,
                    "Seal the new value, and apply that SealedSecret."));
        }
    }

    /** What controls an object writes it again, whatever it is. */
    private void addController() {
        for (OwnerReference reference : Fields.list(metadata.getOwnerReferences())) {
            if (Boolean.TRUE.equals(reference.getController()) && !TOLD_BY_KIND.contains(reference.getKind())) {
                owners.add(new SecretOwner(
                        Kind.OTHER,
                        reference.getKind() + "/" + reference.getName(),
                        Overwrite.BY_ITSELF,
                        "Change the value where " + reference.getKind() + "/" + reference.getName()
                                + " takes it from."));
            }
        }
    }

    private String owner(String kind) {
        return Fields.list(metadata.getOwnerReferences()).stream()
                .filter(reference -> kind.equals(reference.getKind()))
                .findFirst()
                .map(OwnerReference::getName)
                .orElse("");
    }

    /** Whoever applies, applies again; whoever once edited is not known to. */
    private void addOthers() {
        for (ManagedFieldsEntry entry : managers()) {
            String manager = Fields.text(entry.getManager());
            if (!writesValues(entry) || manager.equals(OURS)) {
                continue;
            }
            Kind known = KNOWN_WRITERS.get(manager);
            if (known != null) {
                addWriter(known, manager);
            } else if (!isHelm(entry) && !isTold(manager)) {
                addOther(entry, manager);
            }
        }
    }

    /** One that was told of by its own mark is not told of again. */
    private void addWriter(Kind kind, String manager) {
        if (owners.stream().noneMatch(owner -> owner.kind() == kind)) {
            owners.add(new SecretOwner(
                    kind,
                    labels.getOrDefault(INSTANCE, ""),
                    Overwrite.BY_ITSELF,
                    "Change the value where " + manager + " takes it from, or suspend that first."));
        }
    }

    private void addOther(ManagedFieldsEntry entry, String manager) {
        boolean applies = isApply(entry) || manager.equals("kubectl-client-side-apply");
        owners.add(new SecretOwner(
                Kind.OTHER,
                manager,
                applies ? Overwrite.WHEN_DEPLOYED : Overwrite.UNLIKELY,
                applies
                        ? "Change the value in what " + manager + " applies."
                        : "See that " + manager + " does not write its value again."));
    }

    private boolean isTold(String manager) {
        return owners.stream()
                .anyMatch(owner -> owner.kind() == Kind.OTHER && owner.name().equals(manager));
    }

    /** Helm's own entry; before its version 4 under any name, as when a program embeds it, but never by an apply. */
    private boolean isHelm(ManagedFieldsEntry entry) {
        String manager = Fields.text(entry.getManager());
        boolean helm = owners.stream().anyMatch(owner -> owner.kind() == Kind.HELM_3 || owner.kind() == Kind.HELM_4);
        boolean embedded = helm && !manager.startsWith("kubectl") && !isApply(entry);
        return manager.equals("helm") || embedded;
    }

    private static boolean isApply(ManagedFieldsEntry entry) {
        return "Apply".equals(entry.getOperation());
    }

    private static boolean writesValues(ManagedFieldsEntry entry) {
        return entry.getFieldsV1() != null
                && entry.getFieldsV1().getAdditionalProperties().keySet().stream()
                        .anyMatch(field -> field.equals("f:data") || field.equals("f:stringData"));
    }

    private List<ManagedFieldsEntry> managers() {
        return Fields.list(metadata.getManagedFields());
    }
}
