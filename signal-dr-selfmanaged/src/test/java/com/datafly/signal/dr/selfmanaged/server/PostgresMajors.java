package com.datafly.signal.dr.selfmanaged.server;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.params.provider.AnnotationBasedArgumentsProvider;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.ArgumentsSource;
import org.junit.jupiter.params.support.ParameterDeclarations;

/**
 * The major versions of PostgreSQL that a parameterised test runs with: of those named here, the ones that
 * {@link PostgresVersions} tests with now. If that leaves none, all that are named.
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@ArgumentsSource(PostgresMajors.Provider.class)
public @interface PostgresMajors {

    /** Returns major version numbers. */
    int[] value() default {15, 16, 17, 18};

    /** Gives the versions to JUnit. */
    final class Provider extends AnnotationBasedArgumentsProvider<PostgresMajors> {

        @Override
        protected Stream<? extends Arguments> provideArguments(
                ParameterDeclarations parameters, ExtensionContext context, PostgresMajors named) {
            List<Integer> tested = IntStream.of(named.value())
                    .boxed()
                    .filter(PostgresVersions::isTested)
                    .toList();
            return (tested.isEmpty() ? IntStream.of(named.value()).boxed() : tested.stream()).map(Arguments::of);
        }
    }
}
