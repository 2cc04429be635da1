package com.datafly.signal.dr.platform;

import static java.util.Objects.requireNonNull;

/**
 * Somebody who writes a secret besides us.
 *
 * @param kind who it is
 * @param name what it is called, as the release or the application
 * @param overwrite when it writes its own value again over ours
 * @param remedy what to do so that ours stays, in a sentence
 * @since 0.1
 */
public record SecretOwner(Kind kind, String name, Overwrite overwrite, String remedy) {

    /** Refuses null. */
    public SecretOwner {
        requireNonNull(kind, "kind");
        requireNonNull(name, "name");
        requireNonNull(overwrite, "overwrite");
        requireNonNull(remedy, "remedy");
    }

    @Override
    public String toString() {
        return kind + " " + name;
    }

    /** Who writes secrets. */
    public enum Kind {
        /** A release of Helm 3: its next upgrade writes the chart's value, without a word. */
        HELM_3,
        /** A release of Helm 4: its next upgrade fails with a conflict, unless its values have ours. */
        HELM_4,
        /** An application of Argo CD. */
        ARGO_CD,
        /** A Kustomization or HelmRelease of Flux. */
        FLUX,
        /** The External Secrets Operator. */
        EXTERNAL_SECRETS,
        /** The controller of Sealed Secrets. */
        SEALED_SECRETS,
        /** A tool that copies secrets between namespaces, and made this one, or fills it. */
        COPIER,
        /** Somebody else who manages one of its fields. */
        OTHER
    }

    /** When an owner writes its own value again. */
    public enum Overwrite {
        /** Soon, by itself. */
        BY_ITSELF,
        /** When somebody upgrades or syncs it. */
        WHEN_DEPLOYED,
        /** Not as far as is known. */
        UNLIKELY
    }
}
