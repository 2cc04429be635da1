package com.datafly.signal.dr.examples;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.codeUnits;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the modules may know of each other; only the examples see them all. */
class ProvidersArchitectureTest {

    private static final String ROOT = "com.datafly.signal.dr.";
    private static final List<String> PROVIDERS = List.of("aws", "gcp", "azure", "selfmanaged", "kafka", "k8s");
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(ROOT.substring(0, ROOT.length() - 1));

    @Test
    void providersNeverSeeEachOther() {
        slices().assignedFrom(new ProviderSlices())
                .should()
                .notDependOnEachOther()
                .check(CLASSES);
    }

    @Test
    void theApiAndItsContractsSeeNoProvider() {
        noClasses()
                .that(new InProvider(false))
                .and()
                .resideOutsideOfPackage(ROOT + "examples..")
                .should()
                .dependOnClassesThat(new InProvider(true))
                .check(CLASSES);
    }

    @Test
    void whatIsInternalIsNotReachedFromOutsideItsModule() {
        noClasses()
                .that(new InProvider(true))
                .or()
                .resideInAnyPackage(ROOT + "examples..", ROOT + "tck..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage(ROOT + "internal..")
                .check(CLASSES);
        for (String provider : PROVIDERS) {
            noClasses()
                    .that()
                    .resideOutsideOfPackage(ROOT + provider + "..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage(ROOT + provider + ".internal..")
                    .check(CLASSES);
        }
    }

    @Test
    void whatAProviderPublishesShowsOnlyTheJdkAndTheApi() {
        codeUnits()
                .that()
                .areDeclaredInClassesThat(new InProvider(true))
                .should(
                        new ArchCondition<>(
                                "show only types of the JDK, of the API and of the module's public packages") {
                            @Override
                            public void check(JavaCodeUnit unit, ConditionEvents events) {
                                if (isPublished(unit)) {
                                    List<String> foreign = shown(unit)
                                            .map(JavaClass::getName)
                                            .filter(name -> !isOpen(name))
                                            .toList();
                                    events.add(new SimpleConditionEvent(
                                            unit, foreign.isEmpty(), unit.getFullName() + " shows " + foreign));
                                }
                            }
                        })
                .check(CLASSES);
    }

    private static boolean isPublished(JavaCodeUnit unit) {
        JavaClass owner = unit.getOwner();
        boolean open = unit.getModifiers().contains(JavaModifier.PUBLIC)
                || unit.getModifiers().contains(JavaModifier.PROTECTED);
        return open
                && owner.getModifiers().contains(JavaModifier.PUBLIC)
                && !owner.getPackageName().contains(".internal");
    }

    private static Stream<JavaClass> shown(JavaCodeUnit unit) {
        return Stream.of(
                        Stream.of(unit.getReturnType()),
                        unit.getParameterTypes().stream(),
                        unit.getThrowsClause().getTypes().stream())
                .flatMap(types -> types)
                .flatMap(type -> type.getAllInvolvedRawTypes().stream())
                .map(JavaClass::getBaseComponentType);
    }

    private static boolean isOpen(String name) {
        return !name.contains(".") || name.startsWith("java") || (name.startsWith(ROOT) && !name.contains(".internal."));
    }

    private static boolean isIn(String provider, JavaClass type) {
        return (type.getPackageName() + ".").startsWith(ROOT + provider + ".");
    }

    /** Tells classes of providers from the others. */
    private static final class InProvider extends DescribedPredicate<JavaClass> {
        private final boolean wanted;

        InProvider(boolean wanted) {
            super(wanted ? "belong to a provider" : "belong to no provider");
            this.wanted = wanted;
        }

        @Override
        public boolean test(JavaClass type) {
            return wanted == PROVIDERS.stream().anyMatch(provider -> isIn(provider, type));
        }
    }

    /** A slice for each provider; everything else is in none. */
    private static final class ProviderSlices implements SliceAssignment {
        @Override
        public SliceIdentifier getIdentifierOf(JavaClass type) {
            return PROVIDERS.stream()
                    .filter(provider -> isIn(provider, type))
                    .findFirst()
                    .map(SliceIdentifier::of)
                    .orElseGet(SliceIdentifier::ignore);
        }

        @Override
        public String getDescription() {
            return "providers";
        }
    }
}
