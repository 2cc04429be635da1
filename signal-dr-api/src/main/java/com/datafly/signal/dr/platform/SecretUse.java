package com.datafly.signal.dr.platform;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import java.util.Set;

/**
 * One way in which a pod, or the pods of a template, come to know a secret.
 *
 * @param secret the secret's name
 * @param kind how it reaches the container
 * @param container which container; empty for what its image, and those of the others, are pulled with
 * @param key which key; empty for all of them
 * @param as the variable; of all variables without a key, what their names begin with; the path of the file, or without
 *     a key that of the folder; empty if the keys themselves are the variables, and for a path that only the running
 *     container's own variables name, where nobody can look
 * @param optional whether the container starts without it
 * @param except of all variables, those that the container sets by themselves: what they hold is not the secret's
 * @param later of all variables, what those begin with that later sources give, this secret apart: one of the same name
 *     wins, and nobody here knows the names that they give
 * @since 0.1
 */
public record SecretUse(
        String secret,
        Kind kind,
        String container,
        Optional<String> key,
        Optional<String> as,
        boolean optional,
        Set<String> except,
        Set<String> later) {

    /** Describes one of variables that no later source may set. */
    public SecretUse(
            String secret,
            Kind kind,
            String container,
            Optional<String> key,
            Optional<String> as,
            boolean optional,
            Set<String> except) {
        this(secret, kind, container, key, as, optional, except, Set.of());
    }

    /** Describes one without exceptions. */
    public SecretUse(
            String secret, Kind kind, String container, Optional<String> key, Optional<String> as, boolean optional) {
        this(secret, kind, container, key, as, optional, Set.of());
    }

    /** Refuses null; takes a copy. */
    public SecretUse {
        requireNonNull(secret, "secret");
        requireNonNull(kind, "kind");
        requireNonNull(container, "container");
        requireNonNull(key, "key");
        requireNonNull(as, "as");
        except = Set.copyOf(except);
        later = Set.copyOf(later);
    }

    /** How a secret reaches a container. */
    public enum Kind {
        /** As one variable; a running container keeps what it began with. */
        VARIABLE,
        /** As variables named as the keys; a running container keeps what it began with. */
        ALL_VARIABLES,
        /** As files, which follow a change after a while. */
        FILES,
        /** As files beside other things, which follow too. */
        PROJECTED_FILES,
        /** As a path within a volume, which does not follow: a running container keeps what it began with. */
        FIXED_FILES,
        /** As the credential that the image is pulled with. */
        IMAGE_PULL
    }
}
