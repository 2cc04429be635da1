package com.datafly.signal.dr.internal.playbook;

import com.datafly.signal.dr.DrException;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads and makes records of the host, which may lie in a named module. */
final class RecordAccess {

    /** The JDK makes them anew for each question, with accessors that it never gets to know well enough to be fast. */
    private static final ClassValue<List<RecordComponent>> COMPONENTS = new ClassValue<>() {
        @Override
        protected List<RecordComponent> computeValue(Class<?> type) {
            return List.of(type.getRecordComponents());
        }
    };

    private RecordAccess() {}

    static List<RecordComponent> components(Class<?> type) {
        return COMPONENTS.get(type);
    }

    static @Nullable Object get(Object value, RecordComponent component) {
        Method accessor = component.getAccessor();
        boolean open = accessor.trySetAccessible();
        try {
            return accessor.invoke(value);
        } catch (IllegalAccessException e) {
            throw closed(value.getClass(), open);
        } catch (InvocationTargetException e) {
            throw ValueTypes.refusal(
                    component.getName(), "its accessor failed: " + e.getCause(), "Return the component as it is.");
        }
    }

    static Object create(Class<?> type, @Nullable Object[] components, String path) {
        Class<?>[] types =
                components(type).stream().map(RecordComponent::getType).toArray(Class<?>[]::new);
        boolean open = false;
        try {
            Constructor<?> constructor = type.getDeclaredConstructor(types);
            open = constructor.trySetAccessible();
            return constructor.newInstance(components);
        } catch (IllegalAccessException e) {
            throw closed(type, open);
        } catch (NoSuchMethodException | InstantiationException e) {
            throw new IllegalStateException("every record has its constructor: " + type.getName(), e);
        } catch (InvocationTargetException e) {
            throw ValueTypes.refusal(
                    path,
                    type.getName() + " refuses what it is given: " + e.getCause(),
                    "Give the record what its constructor accepts; where it was kept by an earlier release, raise the"
                            + " action's version.");
        }
    }

    private static DrException closed(Class<?> type, boolean open) {
        return ValueTypes.refusal(
                "",
                type.getName() + " cannot be read" + (open ? "" : ": its module does not open its package"),
                "Write `opens " + type.getPackageName() + " to com.datafly.signal.dr;` into the module's"
                        + " module-info.java.");
    }
}
