package com.datafly.signal.dr.aws.model;

import com.datafly.signal.dr.aws.model.Shape.Kind;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.protocol.MarshallingType;
import software.amazon.awssdk.core.traits.ListTrait;
import software.amazon.awssdk.services.rds.RdsClient;
import software.amazon.awssdk.services.rds.model.RdsException;
import software.amazon.awssdk.services.rds.model.RdsRequest;
import software.amazon.awssdk.utils.builder.SdkBuilder;

/**
 * What the SDK's classes tell of RDS: every action, every member and its type. What is required is not in them: that is
 * in {@link RequestFacts}.
 */
final class SdkModel implements Model {

    private final Map<String, Method> methods = new LinkedHashMap<>();
    private final Map<String, Operation> operations = new ConcurrentHashMap<>();

    SdkModel() {
        for (Method method : RdsClient.class.getMethods()) {
            Class<?>[] parameters = method.getParameterTypes();
            if (parameters.length == 1
                    && RdsRequest.class.isAssignableFrom(parameters[0])
                    && !method.getName().endsWith("Paginator")) {
                String name = method.getName();
                methods.put(Character.toUpperCase(name.charAt(0)) + name.substring(1), method);
            }
        }
    }

    @Override
    public Set<String> names() {
        return methods.keySet();
    }

    @Override
    public Optional<Operation> operation(String name) {
        return Optional.ofNullable(methods.get(name))
                .map(method -> operations.computeIfAbsent(name, missing -> read(missing, method)));
    }

    @Override
    public Map<String, Integer> errors() {
        return Map.of();
    }

    /** Calls an action without a single parameter, and returns the refusal if there is one. */
    Optional<RdsException> callWithNothing(RdsClient rds, String name) {
        Method method = Optional.ofNullable(methods.get(name)).orElseThrow();
        try {
            method.invoke(rds, ((SdkBuilder<?, ?>) builder(method.getParameterTypes()[0])).build());
            return Optional.empty();
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof RdsException refusal) {
                return Optional.of(refusal);
            }
            throw new IllegalStateException(name + " failed", e);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Operation read(String name, Method method) {
        Shape output = structure(fields(method.getReturnType()));
        return new Operation(
                name,
                structure(fields(method.getParameterTypes()[0])),
                Optional.of(output).filter(shape -> !shape.members().isEmpty()),
                Map.of());
    }

    private static List<SdkField<?>> fields(Class<?> type) {
        return ((SdkPojo) builder(type)).sdkFields();
    }

    private static Object builder(Class<?> type) {
        try {
            return type.getMethod("builder").invoke(null);
        } catch (NoSuchMethodException | IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException(type + " is made in another way than the SDK's classes are", e);
        }
    }

    private static Shape structure(List<SdkField<?>> fields) {
        Map<String, Shape> members = new LinkedHashMap<>();
        fields.forEach(field -> members.put(field.locationName(), shape(field)));
        return Shape.structure(members, Set.of());
    }

    private static Shape shape(SdkField<?> field) {
        MarshallingType<?> type = field.marshallingType();
        if (type.equals(MarshallingType.SDK_POJO)) {
            return structure(field.constructor().get().sdkFields());
        }
        if (type.equals(MarshallingType.LIST)) {
            ListTrait list = field.getRequiredTrait(ListTrait.class);
            String item = list.memberLocationName() == null ? "member" : list.memberLocationName();
            return Shape.list(item, shape(list.memberFieldInfo()));
        }
        return Shape.scalar(kind(type), Limits.NONE);
    }

    private static Kind kind(MarshallingType<?> type) {
        if (type.equals(MarshallingType.INTEGER) || type.equals(MarshallingType.LONG)) {
            return Kind.INTEGER;
        }
        if (type.equals(MarshallingType.DOUBLE) || type.equals(MarshallingType.FLOAT)) {
            return Kind.DECIMAL;
        }
        if (type.equals(MarshallingType.BOOLEAN)) {
            return Kind.FLAG;
        }
        return type.equals(MarshallingType.INSTANT) ? Kind.TIME : Kind.TEXT;
    }
}
