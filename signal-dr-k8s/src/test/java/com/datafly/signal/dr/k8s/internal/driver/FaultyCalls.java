package com.datafly.signal.dr.k8s.internal.driver;

import com.datafly.signal.dr.k8s.testing.ApiServer;
import com.datafly.signal.dr.k8s.testing.Fault;
import com.datafly.signal.dr.spi.PlatformDriver;
import com.datafly.signal.dr.tck.FaultPlan;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Map;

/** Lets what is planned for a method of a driver befall the request that the method makes. */
final class FaultyCalls {

    private static final Map<String, Request> REQUESTS = Map.of(
            "annotateTemplate", new Request("patch", "*"),
            "changeSecret", new Request("patch", "secrets"),
            "createSecret", new Request("create", "secrets"),
            "deleteSecret", new Request("delete", "secrets"),
            "evict", new Request("create", "pods/eviction"),
            "pods", new Request("list", "pods"),
            "secret", new Request("get", "secrets"));

    private final FaultPlan plan;
    private final ApiServer server;

    FaultyCalls(FaultPlan plan, ApiServer server) {
        this.plan = plan;
        this.server = server;
    }

    PlatformDriver through(PlatformDriver driver) {
        return (PlatformDriver) Proxy.newProxyInstance(
                FaultyCalls.class.getClassLoader(),
                new Class<?>[] {PlatformDriver.class},
                (proxy, method, arguments) -> call(driver, method, arguments));
    }

    private Object call(PlatformDriver driver, Method method, Object[] arguments) throws Throwable {
        Request request = REQUESTS.get(method.getName());
        if (request != null) {
            plan.take(method.getName())
                    .ifPresent(fault -> server.faults().next(request.verb(), request.resource(), made(fault)));
        }
        try {
            return method.invoke(driver, arguments);
        } catch (InvocationTargetException e) {
            throw e.getTargetException();
        }
    }

    private static Fault made(com.datafly.signal.dr.tck.Fault fault) {
        return switch (fault) {
            case REFUSED -> Fault.unavailable();
            case THROTTLED -> Fault.throttled((int) FaultPlan.RETRY_AFTER.toSeconds());
            case REQUEST_LOST -> Fault.lostRequest();
            case ANSWER_LOST -> Fault.lostAnswer();
            case STALE, DEFECT -> throw new IllegalArgumentException(fault + " cannot be made on the wire");
        };
    }

    private record Request(String verb, String resource) {}
}
