package com.datafly.signal.dr.internal.platform.connection;

import static java.util.Objects.requireNonNull;

import com.datafly.signal.dr.ResourceAddress;
import com.datafly.signal.dr.platform.HeldValue;
import com.datafly.signal.dr.spi.DriverContext;
import com.datafly.signal.dr.spi.PlatformDriver;
import com.datafly.signal.dr.spi.PlatformProvider;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Opens a platform in memory for a {@link Mortal} process. */
public final class MortalPlatformProvider implements PlatformProvider {

    private static final Map<String, Life> LIVES = new ConcurrentHashMap<>();

    /** Creates the provider; it holds no state. */
    public MortalPlatformProvider() {}

    private record Life(ConnectedProduct product, Mortal process) {}

    /** Lets the next process that opens the platform be this one, and returns the address. */
    static String live(String name, ConnectedProduct product, Mortal process) {
        LIVES.put(name, new Life(product, process));
        return "mortal:" + name;
    }

    static void forget(String name) {
        LIVES.remove(name);
    }

    @Override
    public String scheme() {
        return "mortal";
    }

    @Override
    public PlatformDriver open(ResourceAddress address, DriverContext context) {
        Life life = requireNonNull(LIVES.get(address.location()), "the life of " + address);
        PlatformDriver driver = life.product().platform.driver();
        return (PlatformDriver) Proxy.newProxyInstance(
                PlatformDriver.class.getClassLoader(),
                new Class<?>[] {PlatformDriver.class},
                (proxy, method, arguments) -> call(life, driver, method, arguments));
    }

    private static Object call(Life life, PlatformDriver driver, Method method, Object[] arguments) throws Throwable {
        Mortal process = life.process();
        boolean counts = !method.getName().equals("close");
        if (counts) {
            process.beginCall(method.getName(), life.product()::state);
        }
        life.product().note();
        Object answer;
        try {
            Optional<List<HeldValue>> told =
                    method.getName().equals("held") ? life.product().answer((String) arguments[0]) : Optional.empty();
            answer = told.isPresent() ? told.get() : method.invoke(driver, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
        if (counts) {
            process.endCall(method.getName());
        }
        return answer;
    }
}
