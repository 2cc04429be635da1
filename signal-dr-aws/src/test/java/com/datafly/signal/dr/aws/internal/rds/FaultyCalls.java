package com.datafly.signal.dr.aws.internal.rds;

import com.datafly.signal.dr.aws.testing.AwsFault;
import com.datafly.signal.dr.aws.testing.AwsServer;
import com.datafly.signal.dr.tck.Fault;
import com.datafly.signal.dr.tck.FaultPlan;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Lets the faults that are planned for a method of a driver befall the requests that it makes at the testing server.
 *
 * @param server where the requests arrive
 * @param plan what is planned, by the names of methods
 * @param actions which requests a method makes that a fault is meant for; the first fault befalls the first of each
 */
record FaultyCalls(AwsServer server, FaultPlan plan, Map<String, List<String>> actions) {

    /** Returns {@code target} with its faults; so are the facets that it returns. */
    <T> T around(Class<T> type, T target) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    plan.take(method.getName()).ifPresent(fault -> script(method.getName(), fault));
                    try {
                        return wrapped(method, method.invoke(target, arguments));
                    } catch (InvocationTargetException e) {
                        throw e.getCause() == null ? e : e.getCause();
                    } finally {
                        server.faults().clear();
                    }
                }));
    }

    private @Nullable Object wrapped(Method method, @Nullable Object result) {
        if (result instanceof Optional<?> facet
                && facet.isPresent()
                && method.getName().matches("automatedBackups|snapshotCopies|highAvailability")) {
            Class<?> type = facet.get().getClass().getInterfaces()[0];
            return Optional.of(aroundFacet(type, facet.get()));
        }
        return result;
    }

    private <T> T aroundFacet(Class<T> type, Object facet) {
        return around(type, type.cast(facet));
    }

    private void script(String method, Fault fault) {
        for (String action : actions.getOrDefault(method, List.of())) {
            server.faults().next(action, at(fault));
        }
    }

    private static AwsFault at(Fault fault) {
        return switch (fault) {
            case REFUSED -> AwsFault.REFUSED;
            case THROTTLED -> AwsFault.THROTTLED;
            case REQUEST_LOST -> AwsFault.REQUEST_LOST;
            case ANSWER_LOST -> AwsFault.ANSWER_LOST;
            case STALE -> AwsFault.STALE;
            case DEFECT -> throw new IllegalArgumentException("a defect does not cross a wire");
        };
    }
}
