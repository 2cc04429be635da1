package com.datafly.signal.dr.internal.platform.access;

import com.datafly.signal.dr.platform.AccessRequest;
import com.datafly.signal.dr.platform.PlatformAction;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What somebody does at a platform.
 *
 * @param required what must be allowed
 * @param useful what is done without if it is not allowed, and then tells less; may be among the required
 */
public record Needs(Set<AccessRequest> required, Set<AccessRequest> useful) {

    /** Nothing is done there. */
    public static final Needs NONE = new Needs(Set.of(), Set.of());

    /** Takes copies, in their order. */
    public Needs {
        required = Collections.unmodifiableSet(new LinkedHashSet<>(required));
        useful = Collections.unmodifiableSet(new LinkedHashSet<>(useful));
    }

    /** Requires what actions are made of. */
    public static Needs of(PlatformAction... actions) {
        return of(List.of(actions));
    }

    /** Requires what actions are made of. */
    public static Needs of(Collection<PlatformAction> actions) {
        return new Needs(requests(actions.stream()), Set.of());
    }

    /** Returns these, and what actions are made of where it is allowed. */
    public Needs usefully(PlatformAction... actions) {
        return with(new Needs(Set.of(), requests(Stream.of(actions))));
    }

    /** Returns these, and some of single objects. */
    public Needs with(Collection<AccessRequest> more) {
        return with(new Needs(new LinkedHashSet<>(more), Set.of()));
    }

    /** Returns these and others. */
    public Needs with(Needs others) {
        return new Needs(joined(required, others.required), joined(useful, others.useful));
    }

    /** Returns all of them, each once. */
    public Set<AccessRequest> all() {
        return joined(required, useful);
    }

    private static Set<AccessRequest> requests(Stream<PlatformAction> actions) {
        return actions.sorted()
                .flatMap(action -> action.requests().stream())
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private static Set<AccessRequest> joined(Set<AccessRequest> some, Set<AccessRequest> others) {
        Set<AccessRequest> joined = new LinkedHashSet<>(some);
        joined.addAll(others);
        return joined;
    }
}
