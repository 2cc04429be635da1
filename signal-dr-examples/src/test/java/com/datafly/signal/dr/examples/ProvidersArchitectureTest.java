package com.datafly.signal.dr.examples;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.datafly.signal.dr.aws.LooksAsideFixture;
import com.datafly.signal.dr.gcp.ShowsForeignTypesFixture;
import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaType;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the modules may know of each other; only the examples see them all. */
class ProvidersArchitectureTest {

    private static final String ROOT = "com.datafly.signal.dr.";
    private static final List<String> PROVIDERS = List.of("aws", "gcp", "azure", "selfmanaged", "kafka", "k8s");
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption((ImportOption) location -> !location.contains("/test-classes/"))
            .importPackages(ROOT.substring(0, ROOT.length() - 1));

    @Test
    void providersNeverSeeEachOther() {
        seeNoOtherProvider().check(CLASSES);
    }

    @Test
    void aProviderThatSeesAnotherIsFound() {
        JavaClasses two =
                new ClassFileImporter().importClasses(LooksAsideFixture.class, ShowsForeignTypesFixture.class);

        assertThat(seeNoOtherProvider().evaluate(two).hasViolation()).isTrue();
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
        showOnlyOpenTypes().check(CLASSES);
    }

    @Test
    void aForeignTypeIsFoundOutsideOfMethodsToo() {
        JavaClasses showing = new ClassFileImporter().importClasses(ShowsForeignTypesFixture.class);

        assertThat(showOnlyOpenTypes().evaluate(showing).getFailureReport().toString())
                .contains(JavaClass.class.getName(), JavaClasses.class.getName(), ImportOption.class.getName());
    }

    private static ArchRule seeNoOtherProvider() {
        return slices().assignedFrom(new ProviderSlices()).should().notDependOnEachOther();
    }

    private static ArchRule showOnlyOpenTypes() {
        String words = "show only types of the JDK, of the API and of the module's public packages";
        return classes().that(new InProvider(true)).should(new ArchCondition<>(words) {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                if (isPublished(type)) {
                    Set<String> foreign = shown(type)
                            .map(shown -> shown.getBaseComponentType().getName())
                            .filter(name -> !isOpen(name))
                            .collect(Collectors.toCollection(TreeSet::new));
                    events.add(new SimpleConditionEvent(type, foreign.isEmpty(), type.getName() + " shows " + foreign));
                }
            }
        });
    }

    private static boolean isPublished(JavaClass type) {
        return type.getModifiers().contains(JavaModifier.PUBLIC)
                && !type.getPackageName().contains(".internal");
    }

    /** Returns what a type shows by its declaration and by its open members. */
    private static Stream<JavaClass> shown(JavaClass type) {
        Stream<JavaType> supertypes = Stream.concat(type.getSuperclass().stream(), type.getInterfaces().stream());
        Stream<JavaType> bounds =
                type.getTypeParameters().stream().flatMap(parameter -> parameter.getUpperBounds().stream());
        Stream<JavaClass> declared =
                Stream.concat(supertypes, bounds).flatMap(shown -> shown.getAllInvolvedRawTypes().stream());
        Stream<JavaClass> inMembers = type.getMembers().stream()
                .filter(ProvidersArchitectureTest::isOpen)
                .flatMap(member -> member.getAllInvolvedRawTypes().stream());
        Stream<JavaClass> thrown = type.getCodeUnits().stream()
                .filter(ProvidersArchitectureTest::isOpen)
                .flatMap(unit -> unit.getExceptionTypes().stream());
        return Stream.of(declared, inMembers, thrown).flatMap(shown -> shown);
    }

    private static boolean isOpen(JavaMember member) {
        return member.getModifiers().contains(JavaModifier.PUBLIC)
                || member.getModifiers().contains(JavaModifier.PROTECTED);
    }

    private static boolean isOpen(String name) {
        return !name.contains(".")
                || name.startsWith("java")
                || (name.startsWith(ROOT) && !name.contains(".internal."));
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
