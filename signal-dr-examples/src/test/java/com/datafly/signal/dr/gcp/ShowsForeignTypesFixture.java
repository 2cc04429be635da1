package com.datafly.signal.dr.gcp;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.function.Supplier;

/**
 * Breaks a rule: it shows foreign types as a bound, in a supertype and in a field, and in no method.
 *
 * @param <T> bounded by a foreign type
 */
public interface ShowsForeignTypesFixture<T extends JavaClass> extends Supplier<JavaClasses> {

    /** Shows a foreign type. */
    ImportOption OPTION = location -> true;
}
