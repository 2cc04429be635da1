package com.datafly.signal.dr.internal.playbook;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.FailureDomain;
import com.datafly.signal.dr.Secret;
import com.datafly.signal.dr.database.Lsn;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The types whose values can be kept. Walks a type once, so it may refer to itself. */
final class ValueTypes {

    /** What is kept as text: its {@code toString}, read back by the function here. */
    private static final Map<Class<?>, Function<String, Object>> TEXTS = Map.ofEntries(
            Map.entry(String.class, text -> text),
            Map.entry(Instant.class, Instant::parse),
            Map.entry(Duration.class, Duration::parse),
            Map.entry(LocalDate.class, LocalDate::parse),
            Map.entry(ZoneId.class, ZoneId::of),
            Map.entry(UUID.class, UUID::fromString),
            Map.entry(URI.class, URI::create),
            Map.entry(BigDecimal.class, BigDecimal::new),
            Map.entry(BigInteger.class, BigInteger::new),
            Map.entry(Lsn.class, Lsn::parse),
            Map.entry(FailureDomain.class, FailureDomain::parse));

    private static final Set<Class<?>> NUMBERS = Set.of(
            byte.class,
            Byte.class,
            short.class,
            Short.class,
            int.class,
            Integer.class,
            long.class,
            Long.class,
            float.class,
            Float.class,
            double.class,
            Double.class);

    private final Set<Type> seen = new HashSet<>();

    ValueTypes() {}

    /** Returns how a type's text is read, where its values are kept as text. */
    static Optional<Function<String, Object>> text(Class<?> type) {
        return Optional.ofNullable(TEXTS.get(ZoneId.class.isAssignableFrom(type) ? ZoneId.class : type));
    }

    static boolean isNumber(Class<?> type) {
        return NUMBERS.contains(type);
    }

    static boolean isBoolean(Class<?> type) {
        return type == boolean.class || type == Boolean.class;
    }

    /** Tells whether values are told apart by the name of their record. */
    static boolean isChoice(Class<?> type) {
        return type.isInterface() && type.isSealed();
    }

    static List<Class<?>> choices(Class<?> type) {
        List<Class<?>> choices = new ArrayList<>();
        for (Class<?> permitted : type.getPermittedSubclasses()) {
            if (isChoice(permitted)) {
                choices.addAll(choices(permitted));
            } else {
                choices.add(permitted);
            }
        }
        return choices;
    }

    void require(Type type, String path) {
        if (!seen.add(type)) {
            return;
        }
        if (type instanceof ParameterizedType generic && generic.getRawType() instanceof Class<?> raw) {
            requireGeneric(generic, raw, path);
        } else if (type instanceof Class<?> plain) {
            requirePlain(plain, path);
        } else {
            throw refusal(path, type + " is of no definite type", "Name the type, as in List<String>.");
        }
    }

    private void requireGeneric(ParameterizedType generic, Class<?> raw, String path) {
        Type[] arguments = generic.getActualTypeArguments();
        if (raw == Map.class) {
            if (arguments[0] != String.class && !(arguments[0] instanceof Class<?> key && key.isEnum())) {
                throw refusal(path, "a map's keys are of type " + arguments[0].getTypeName(), "Use text or an enum.");
            }
            require(arguments[1], path);
        } else if (raw == Optional.class || raw == List.class || raw == Set.class) {
            require(arguments[0], path);
        } else {
            throw unknown(path, raw);
        }
    }

    private void requirePlain(Class<?> type, String path) {
        if (type.isRecord() && text(type).isEmpty()) {
            requireRecord(type, path);
        } else if (isChoice(type)) {
            choices(type).forEach(choice -> require(choice, path));
        } else if (!isNumber(type)
                && !isBoolean(type)
                && !isEnum(type)
                && text(type).isEmpty()) {
            throw unknown(path, type);
        }
    }

    private void requireRecord(Class<?> type, String path) {
        if (type.getTypeParameters().length > 0) {
            throw refusal(
                    path, type.getName() + " has type parameters", "Use a record whose components name their types.");
        }
        for (RecordComponent component : type.getRecordComponents()) {
            require(component.getGenericType(), path(path, component.getName()));
        }
    }

    static boolean isEnum(Class<?> type) {
        return Enum.class.isAssignableFrom(type) && type != Enum.class;
    }

    static String path(String parent, String child) {
        return parent.isEmpty() ? child : parent + "." + child;
    }

    static DrException unknown(String path, Class<?> type) {
        if (type == Secret.class) {
            return refusal(
                    path,
                    "it is a Secret, and the journal keeps what a step is given",
                    "Leave it out and let the action ask StepContext.secret(name).");
        }
        return refusal(
                path,
                type.getName() + " cannot be kept and read back",
                "Use records of text, numbers, booleans, Instant, Duration, Lsn, RecoveryTarget, enums, and Optional,"
                        + " List, Set and Map of these.");
    }

    static DrException refusal(String path, @Nullable String problem, String hint) {
        return DrException.create(
                ErrorCode.INVALID_ARGUMENT,
                "keep a value",
                (path.isEmpty() ? "" : "field '" + path + "': ") + problem,
                failure -> failure.hint(hint));
    }
}
