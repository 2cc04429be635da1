package com.datafly.signal.dr.internal;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.ResourceAddress;
import com.datafly.signal.dr.spi.DatabaseProvider;
import com.datafly.signal.dr.spi.EventStreamProvider;
import com.datafly.signal.dr.spi.ObjectStoreProvider;
import com.datafly.signal.dr.spi.PlatformProvider;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Function;

/** The providers on the class path, by the schemes of the addresses that they open. */
final class Providers {

    private Providers() {}

    static DatabaseProvider database(ResourceAddress address) {
        return new Search<>(DatabaseProvider.class, DatabaseProvider::scheme, address)
                .only(load(DatabaseProvider.class));
    }

    static EventStreamProvider events(ResourceAddress address) {
        return new Search<>(EventStreamProvider.class, EventStreamProvider::scheme, address)
                .only(load(EventStreamProvider.class));
    }

    static PlatformProvider platform(ResourceAddress address) {
        return new Search<>(PlatformProvider.class, PlatformProvider::scheme, address)
                .only(load(PlatformProvider.class));
    }

    static ObjectStoreProvider store(ResourceAddress address) {
        return new Search<>(ObjectStoreProvider.class, ObjectStoreProvider::scheme, address)
                .only(load(ObjectStoreProvider.class));
    }

    /** The host's class loader sees the host's jars; ours is the fallback where a thread has none. */
    static <P> Iterator<P> load(Class<P> type) {
        ClassLoader host = Thread.currentThread().getContextClassLoader();
        return ServiceLoader.load(type, host == null ? Providers.class.getClassLoader() : host)
                .iterator();
    }

    /** One look through all providers of a type. */
    static final class Search<P> {
        private final Class<P> type;
        private final Function<P, String> scheme;
        private final ResourceAddress address;
        private final List<P> matches = new ArrayList<>();
        private final List<String> schemes = new ArrayList<>();
        private final List<String> broken = new ArrayList<>();

        Search(Class<P> type, Function<P, String> scheme, ResourceAddress address) {
            this.type = type;
            this.scheme = scheme;
            this.address = address;
        }

        P only(Iterator<P> candidates) {
            while (hasNext(candidates)) {
                consider(candidates);
            }
            if (matches.isEmpty()) {
                throw missing();
            }
            if (matches.size() > 1) {
                throw ambiguous();
            }
            return matches.get(0);
        }

        /** A jar whose registration is broken must not hide the others. */
        private boolean hasNext(Iterator<P> candidates) {
            while (true) {
                try {
                    return candidates.hasNext();
                } catch (ServiceConfigurationError e) {
                    broken.add(e.getMessage());
                }
            }
        }

        private void consider(Iterator<P> candidates) {
            try {
                P candidate = candidates.next();
                schemes.add(scheme.apply(candidate));
                if (scheme.apply(candidate).equals(address.scheme())) {
                    matches.add(candidate);
                }
            } catch (ServiceConfigurationError e) {
                broken.add(e.getMessage());
            }
        }

        private DrException missing() {
            return failure("no provider on the class path opens the scheme '" + address.scheme() + "'", failure -> {
                String found = schemes.isEmpty() ? "none" : String.join(", ", new TreeSet<>(schemes));
                failure.detail("schemes", found);
                broken.forEach(problem -> failure.detail("broken provider", problem));
                failure.hint(Artifacts.of(address.scheme())
                        .map(artifact -> "Add " + artifact + " to the class path.")
                        .orElse("Check the address; the schemes that can be opened now are: " + found + "."));
            });
        }

        private DrException ambiguous() {
            List<String> names = matches.stream()
                    .map(match -> match.getClass().getName())
                    .sorted()
                    .toList();
            return failure(
                    "the scheme '" + address.scheme() + "' is opened by " + String.join(" and by ", names),
                    failure -> failure.hint("Leave one of their jars on the class path."));
        }

        private DrException failure(String problem, Consumer<DrException.Builder> more) {
            return DrException.create(
                    ErrorCode.INVALID_ARGUMENT,
                    "open " + address,
                    problem,
                    failure -> more.accept(failure.resource(address.toString()).detail("type", type.getSimpleName())));
        }
    }
}
