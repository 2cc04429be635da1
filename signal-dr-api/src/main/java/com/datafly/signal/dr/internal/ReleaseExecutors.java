package com.datafly.signal.dr.internal;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.ResourceAddress;
import com.datafly.signal.dr.ResourceOptions;
import com.datafly.signal.dr.spi.DriverContext;
import com.datafly.signal.dr.spi.ReleaseExecutor;
import com.datafly.signal.dr.spi.ReleaseExecutorProvider;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.ServiceConfigurationError;
import org.jspecify.annotations.Nullable;

/** Opens what deploys releases on one platform, once it is needed. Thread-safe. */
final class ReleaseExecutors implements AutoCloseable {

    /** What the names of the executors' own options begin with; platforms do not see them. */
    static final String PREFIX = "releases-";

    private static final String CHOICE = PREFIX + "by";

    private final ResourceAddress address;
    private final DriverContext context;
    private @Nullable ReleaseExecutor executor;

    ReleaseExecutors(ResourceAddress address, DriverContext context) {
        this.address = address;
        this.context = context;
    }

    /** Returns the options that a platform is given. */
    static ResourceOptions withoutTheirs(ResourceOptions options) {
        ResourceOptions.Builder rest = ResourceOptions.builder();
        options.options().entrySet().stream()
                .filter(option -> !option.getKey().startsWith(PREFIX))
                .forEach(option -> rest.option(option.getKey(), option.getValue()));
        options.secrets().forEach(rest::secret);
        return rest.build();
    }

    synchronized ReleaseExecutor open() {
        ReleaseExecutor opened = executor;
        if (opened == null) {
            opened = choose(Providers.load(ReleaseExecutorProvider.class)).open(address, context);
            executor = opened;
        }
        return opened;
    }

    private ReleaseExecutorProvider choose(Iterator<ReleaseExecutorProvider> candidates) {
        List<ReleaseExecutorProvider> serving = new ArrayList<>();
        List<String> broken = new ArrayList<>();
        while (candidates.hasNext()) {
            try {
                ReleaseExecutorProvider candidate = candidates.next();
                if (candidate.scheme().equals(address.scheme())) {
                    serving.add(candidate);
                }
            } catch (ServiceConfigurationError e) {
                broken.add(String.valueOf(e.getMessage()));
            }
        }
        String choice = context.option(CHOICE).orElse("");
        List<ReleaseExecutorProvider> chosen = choice.isEmpty()
                ? serving
                : serving.stream().filter(one -> one.name().equals(choice)).toList();
        if (chosen.size() != 1) {
            throw refusal(
                    choice,
                    serving.stream().map(ReleaseExecutorProvider::name).sorted().toList(),
                    broken);
        }
        return chosen.get(0);
    }

    private DrException refusal(String choice, List<String> names, List<String> broken) {
        String problem = names.isEmpty()
                ? "nothing on the class path deploys releases there"
                : choice.isEmpty()
                        ? "releases could be deployed by " + String.join(" and by ", names)
                        : "nothing on the class path is called '" + choice + "'";
        String hint = names.isEmpty()
                ? "Add " + Artifacts.of(address.scheme()).orElse("a provider's artifact") + " to the class path."
                : "Name one by the option '" + CHOICE + "': " + String.join(", ", names) + ".";
        return DrException.create(
                names.isEmpty() ? ErrorCode.UNSUPPORTED : ErrorCode.INVALID_ARGUMENT,
                "deploy releases on " + address,
                problem,
                failure -> {
                    broken.forEach(text -> failure.detail("broken provider", text));
                    failure.resource(address.toString()).hint(hint);
                });
    }

    @Override
    public synchronized void close() {
        if (executor != null) {
            executor.close();
        }
    }
}
