package com.datafly.signal.dr.internal.platform.connection;

import com.datafly.signal.dr.platform.SecretUse;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Chooses the uses of some keys of one secret; what an image is pulled with is none. */
final class Uses {

    private final String secret;
    private final Set<String> keys;

    Uses(String secret, Collection<String> keys) {
        this.secret = secret;
        this.keys = new TreeSet<>(keys);
    }

    List<SecretUse> of(List<SecretUse> all) {
        return all.stream()
                .filter(use -> use.secret().equals(secret) && use.kind() != SecretUse.Kind.IMAGE_PULL)
                .filter(use -> keys.stream().anyMatch(key -> Places.of(use, key).isPresent()))
                .toList();
    }
}
