package com.datafly.signal.dr.k8s.internal.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.datafly.signal.dr.platform.PlatformSecret;
import com.datafly.signal.dr.platform.SecretOwner;
import com.datafly.signal.dr.platform.SecretOwner.Kind;
import com.datafly.signal.dr.platform.SecretOwner.Overwrite;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import org.junit.jupiter.api.Test;

class SecretOwnersTest {

    @Test
    void aSecretThatWeAloneWriteHasNoOwner() {
        assertThat(owners("{name: db}")).isEmpty();
        assertThat(owners("""
                name: db
                labels: {app.kubernetes.io/managed-by: kustomize}
                managedFields:
                - {manager: signal-dr, operation: Update, fieldsV1: {"f:data": {"f:url": {}}}}
                - {manager: kube-controller-manager, operation: Update, fieldsV1: {"f:metadata": {}}}
                """)).isEmpty();
    }

    @Test
    void aReleaseOfHelm3WritesItsValueAtTheNextUpgrade() {
        assertThat(owners("""
                name: db
                labels: {app.kubernetes.io/managed-by: Helm}
                annotations: {meta.helm.sh/release-name: datafly, meta.helm.sh/release-namespace: datafly}
                managedFields:
                - {manager: java, operation: Update, fieldsV1: {"f:data": {"f:url": {}}}}
                """)).singleElement().satisfies(owner -> {
            assertThat(owner.kind()).isEqualTo(Kind.HELM_3);
            assertThat(owner.name()).isEqualTo("datafly");
            assertThat(owner.overwrite()).isEqualTo(Overwrite.WHEN_DEPLOYED);
            assertThat(owner.remedy()).contains("values of the release");
        });
    }

    @Test
    void aReleaseOfHelm4IsKnownByItsServerSideApply() {
        assertThat(owners("""
                name: db
                annotations: {meta.helm.sh/release-name: datafly}
                managedFields:
                - {manager: helm, operation: Apply, fieldsV1: {"f:data": {"f:url": {}}}}
                """)).extracting(SecretOwner::kind).containsExactly(Kind.HELM_4);
    }

    @Test
    void gitopsAndOperatorsWriteByThemselves() {
        assertThat(byThemselves("""
                name: db
                annotations: {argocd.argoproj.io/tracking-id: "shop:/Secret:datafly/db"}
                """)).containsExactly("ARGO_CD shop");
        assertThat(byThemselves("{name: db, labels: {argocd.argoproj.io/instance: shop}}"))
                .containsExactly("ARGO_CD shop");
        assertThat(byThemselves("{name: db, labels: {kustomize.toolkit.fluxcd.io/name: apps}}"))
                .containsExactly("FLUX apps");
        assertThat(byThemselves("{name: db, labels: {helm.toolkit.fluxcd.io/name: datafly}}"))
                .containsExactly("FLUX datafly");
        assertThat(byThemselves("""
                name: db
                ownerReferences: [{apiVersion: external-secrets.io/v1, kind: ExternalSecret, name: vault, uid: u}]
                """)).containsExactly("EXTERNAL_SECRETS vault");
        assertThat(byThemselves("{name: db, annotations: {reconcile.external-secrets.io/data-hash: abc}}"))
                .containsExactly("EXTERNAL_SECRETS ");
    }

    @Test
    void eachOwnerHasItsOwnRemedy() {
        assertThat(remedy("{name: db, labels: {argocd.argoproj.io/instance: shop}}"))
                .contains("where the application takes it from", "suspend its automated sync");
        assertThat(remedy("{name: db, labels: {kustomize.toolkit.fluxcd.io/name: apps}}"))
                .contains("at the source of the Kustomization", "flux suspend kustomization apps");
        assertThat(remedy("{name: db, labels: {helm.toolkit.fluxcd.io/name: datafly}}"))
                .contains("the values of the HelmRelease", "flux suspend helmrelease datafly");
        assertThat(remedy("{name: db, annotations: {reconcile.external-secrets.io/data-hash: abc}}"))
                .contains("in the store that the ExternalSecret reads", "scale its operator to zero");
        assertThat(remedy("""
                name: db
                ownerReferences: [{apiVersion: bitnami.com/v1alpha1, kind: SealedSecret, name: db, uid: u}]
                """)).contains("Seal the new value");
        assertThat(remedy("""
                name: db
                annotations: {meta.helm.sh/release-name: datafly}
                managedFields:
                - {manager: helm, operation: Apply, fieldsV1: {"f:data": {"f:url": {}}}}
                """)).contains("values of the release", "Helm 4 refuses its next upgrade");
    }

    private static String remedy(String metadata) {
        return owners(metadata).get(0).remedy();
    }

    @Test
    void aToolThatCopiesSecretsWritesByItselfAndTheSourceIsToBeChanged() {
        for (String annotation : List.of(
                "reflector.v1.k8s.emberstack.com/reflects: vault/db",
                "replicator.v1.mittwald.de/replicate-from: vault/db")) {
            assertThat(owners("{name: db, annotations: {" + annotation + "}}"))
                    .singleElement()
                    .satisfies(owner -> {
                        assertThat(owner.kind()).isEqualTo(Kind.COPIER);
                        assertThat(owner.overwrite()).isEqualTo(Overwrite.BY_ITSELF);
                        assertThat(owner.remedy()).contains("secret vault/db", "in its own namespace");
                    });
        }
        assertThat(byThemselves("{name: db, annotations: {replicator.v1.mittwald.de/replicated-from-version: '7'}}"))
                .containsExactly("COPIER kubernetes-replicator");
        assertThat(byThemselves("{name: db, annotations: {kubed.appscode.com/origin: '{}'}}"))
                .containsExactly("COPIER Config Syncer");
    }

    @Test
    void whereASecretIsCopiedToIsTold() {
        assertThat(copies("{reflector.v1.k8s.emberstack.com/reflection-allowed: 'true',"
                        + " reflector.v1.k8s.emberstack.com/reflection-auto-enabled: 'true',"
                        + " reflector.v1.k8s.emberstack.com/reflection-auto-namespaces: 'a,b'}"))
                .containsExactly("Reflector to namespaces a,b");
        assertThat(copies("{reflector.v1.k8s.emberstack.com/reflection-allowed: 'true'}"))
                .containsExactly("Reflector to wherever a secret asks for it, which it may in all namespaces");
        assertThat(copies("{replicator.v1.mittwald.de/replicate-to: 'a,b-.*',"
                        + " replicator.v1.mittwald.de/replicate-to-matching: team=x}"))
                .containsExactly(
                        "kubernetes-replicator to namespaces a,b-.*",
                        "kubernetes-replicator to namespaces with the labels team=x");
        assertThat(copies("{replicator.v1.mittwald.de/replication-allowed: 'true',"
                        + " replicator.v1.mittwald.de/replication-allowed-namespaces: c}"))
                .containsExactly(
                        "kubernetes-replicator to wherever a secret asks for it, which it may in namespaces c");
        assertThat(copies("{kubed.appscode.com/sync: ''}")).containsExactly("Config Syncer to all namespaces");
        assertThat(copies("{reflector.v1.k8s.emberstack.com/reflection-allowed: 'false'}"))
                .isEmpty();
    }

    private static List<String> copies(String annotations) {
        try (PlatformSecret secret = Secrets.of(Serialization.unmarshal(
                "---\n{metadata: {name: db, annotations: " + annotations + "}}", Secret.class))) {
            return secret.copies();
        }
    }

    @Test
    void aSealedSecretIsWrittenWhenItIsAppliedAgain() {
        assertThat(owners("""
                name: db
                ownerReferences: [{apiVersion: bitnami.com/v1alpha1, kind: SealedSecret, name: db, uid: u}]
                """)).singleElement().satisfies(owner -> {
            assertThat(owner.kind()).isEqualTo(Kind.SEALED_SECRETS);
            assertThat(owner.overwrite()).isEqualTo(Overwrite.WHEN_DEPLOYED);
        });
    }

    @Test
    void othersAreToldApartByWhetherTheyApply() {
        assertThat(owners("""
                name: db
                managedFields:
                - {manager: kubectl-client-side-apply, operation: Update, fieldsV1: {"f:data": {"f:url": {}}}}
                - {manager: vault-sync, operation: Apply, fieldsV1: {"f:data": {"f:user": {}}}}
                - {manager: kubectl-edit, operation: Update, fieldsV1: {"f:data": {"f:url": {}}}}
                - {manager: labeller, operation: Update, fieldsV1: {"f:metadata": {"f:labels": {}}}}
                """))
                .extracting(owner -> owner.kind() + " " + owner.name() + " " + owner.overwrite())
                .containsExactly(
                        "OTHER kubectl-client-side-apply WHEN_DEPLOYED",
                        "OTHER vault-sync WHEN_DEPLOYED",
                        "OTHER kubectl-edit UNLIKELY");
    }

    private static List<String> byThemselves(String metadata) {
        List<SecretOwner> owners = owners(metadata);
        assertThat(owners).allSatisfy(owner -> {
            assertThat(owner.overwrite()).isEqualTo(Overwrite.BY_ITSELF);
            assertThat(owner.remedy()).isNotBlank();
        });
        return owners.stream().map(SecretOwner::toString).toList();
    }

    @Test
    void whoWritesWithoutAMarkIsKnownByItsName() {
        List<SecretOwner> argo = owners("""
                name: db
                labels: {app.kubernetes.io/instance: shop}
                managedFields:
                - {manager: argocd-controller, operation: Update, fieldsV1: {"f:data": {"f:url": {}}}}
                """);

        assertThat(argo).hasSize(1);
        assertThat(argo.get(0).kind()).isEqualTo(SecretOwner.Kind.ARGO_CD);
        assertThat(argo.get(0).name()).isEqualTo("shop");
        assertThat(argo.get(0).overwrite()).isEqualTo(SecretOwner.Overwrite.BY_ITSELF);
    }

    @Test
    void whateverControlsASecretWritesItByItself() {
        List<SecretOwner> vault = owners("""
                name: db
                ownerReferences:
                - {apiVersion: secrets.hashicorp.com/v1beta1, kind: VaultStaticSecret, name: db, uid: u, controller: true}
                - {apiVersion: v1, kind: ConfigMap, name: other, uid: v}
                managedFields:
                - {manager: vault-secrets-operator, operation: Update, fieldsV1: {"f:data": {"f:url": {}}}}
                """);

        assertThat(vault).extracting(SecretOwner::name).contains("VaultStaticSecret/db");
        assertThat(vault.get(0).overwrite()).isEqualTo(SecretOwner.Overwrite.BY_ITSELF);
    }

    @Test
    void helmHidesNobodyElseWhoApplies() {
        List<SecretOwner> both = owners("""
                name: db
                labels: {app.kubernetes.io/managed-by: Helm}
                annotations: {meta.helm.sh/release-name: datafly}
                managedFields:
                - {manager: embedder, operation: Update, fieldsV1: {"f:data": {"f:other": {}}}}
                - {manager: vault-injector, operation: Apply, fieldsV1: {"f:data": {"f:url": {}}}}
                """);

        assertThat(both).extracting(SecretOwner::name).containsExactly("datafly", "vault-injector");
    }

    @Test
    void aHookOfAReleaseWritesItsValueWhenItRuns() {
        List<SecretOwner> hook = owners("""
                name: db
                annotations: {helm.sh/hook: "pre-install,pre-upgrade"}
                managedFields:
                - {manager: helm, operation: Update, fieldsV1: {"f:data": {"f:url": {}}}}
                """);

        assertThat(hook).hasSize(1);
        assertThat(hook.get(0).overwrite()).isEqualTo(SecretOwner.Overwrite.WHEN_DEPLOYED);
        assertThat(hook.get(0).name()).contains("pre-upgrade");
    }

    private static List<SecretOwner> owners(String metadata) {
        return SecretOwners.of(Serialization.unmarshal("---\n" + metadata, ObjectMeta.class));
    }
}
