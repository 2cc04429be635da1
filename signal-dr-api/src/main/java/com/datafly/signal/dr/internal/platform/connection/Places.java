package com.datafly.signal.dr.internal.platform.connection;

import com.datafly.signal.dr.platform.ContainerState;
import com.datafly.signal.dr.platform.Pod;
import com.datafly.signal.dr.platform.SecretUse;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Where a pod holds the keys of a secret.
 *
 * @param asked the variables and files that can be asked for
 * @param hidden what cannot, and why; the others prove it too
 * @param doubtful what cannot, and why, whatever the others hold
 */
record Places(List<SecretUse> asked, List<String> hidden, List<String> doubtful) {

    /** What every platform takes for the name of a variable; some leave out the others. */
    private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

    /**
     * Names a variable or a path for each key; what runs before the others has ended, and cannot be asked.
     *
     * @param uses its uses of that secret
     * @param all its uses of all secrets
     */
    static Places of(Pod pod, List<SecretUse> uses, List<SecretUse> all, Set<String> keys) {
        Set<String> ended = ended(pod);
        Set<String> taken = taken(all);
        List<SecretUse> asked = new ArrayList<>();
        List<String> hidden = new ArrayList<>();
        Set<String> doubtful = new TreeSet<>();
        for (SecretUse use : uses) {
            for (String key : keys) {
                Optional<SecretUse> place = of(use, key)
                        .filter(one -> use.kind() != SecretUse.Kind.ALL_VARIABLES || !taken.contains(name(one)));
                if (place.isPresent() && ended.contains(use.container())) {
                    hidden.add(use.container() + " has run before the others, and is gone");
                } else if (place.isPresent() && isSomewhere(use)) {
                    doubtful.add(use.container() + " has a path of it that its own variables name (subPathExpr), so"
                            + " nobody can look there");
                } else if (place.isPresent() && isUnnamed(place.get())) {
                    hidden.add(use.container() + " may have key " + key + " as a variable that no shell can name");
                } else {
                    place.ifPresent(asked::add);
                }
            }
        }
        return new Places(List.copyOf(asked), List.copyOf(hidden), List.copyOf(doubtful));
    }

    boolean isEmpty() {
        return asked.isEmpty() && hidden.isEmpty() && doubtful.isEmpty();
    }

    private static Set<String> ended(Pod pod) {
        Set<String> ended = new HashSet<>();
        pod.containers().stream().filter(ContainerState::init).forEach(container -> ended.add(container.name()));
        return ended;
    }

    /** One variable wins over all of a secret. */
    private static Set<String> taken(List<SecretUse> all) {
        Set<String> taken = new HashSet<>();
        all.stream().filter(use -> use.kind() == SecretUse.Kind.VARIABLE).forEach(use -> taken.add(name(use)));
        return taken;
    }

    private static String name(SecretUse use) {
        return use.container() + " " + use.as().orElse("");
    }

    private static boolean isSomewhere(SecretUse use) {
        return use.kind() == SecretUse.Kind.FIXED_FILES && use.as().isEmpty();
    }

    private static boolean isUnnamed(SecretUse use) {
        return use.kind() == SecretUse.Kind.ALL_VARIABLES
                && !VARIABLE.matcher(use.as().orElse("")).matches();
    }

    /** Names the variable or the path by which a use brings a key; empty if it does not. */
    static Optional<SecretUse> of(SecretUse use, String key) {
        if (use.key().isPresent()) {
            return Optional.of(use).filter(one -> one.key().get().equals(key));
        }
        String as = use.as().orElse("");
        String place = use.kind() == SecretUse.Kind.ALL_VARIABLES ? as + key : as + "/" + key;
        return Optional.of(place)
                .filter(one -> !use.except().contains(one))
                .map(one -> new SecretUse(
                        use.secret(),
                        use.kind(),
                        use.container(),
                        Optional.of(key),
                        Optional.of(one),
                        use.optional(),
                        Set.of(),
                        use.later()));
    }
}
