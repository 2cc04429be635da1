package com.datafly.signal.dr;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.core.domain.properties.HasModifiers.Predicates.modifier;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

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
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/** The rules of the architecture that a compiler does not check. */
class ArchitectureTest {

    private static final String API = "com.datafly.signal.dr";
    private static final String INTERNAL = API + ".internal";
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption((ImportOption) location -> !location.contains("/test-classes/"))
            .importPackages(API);

    @Test
    void whatIsPublicShowsOnlyTheJdkAndThisLibrary() {
        check(showOnlyOpenTypes());
    }

    @Test
    void aForeignTypeIsFoundOutsideOfMethodsToo() {
        JavaClasses showing = new ClassFileImporter().importClasses(ShowsForeignTypes.class);

        assertThat(showOnlyOpenTypes().evaluate(showing).getFailureReport().toString())
                .contains(JavaClass.class.getName(), JavaClasses.class.getName(), ImportOption.class.getName());
    }

    @Test
    void whatProvidersImplementDependsOnTermsAlone() {
        check(noClasses()
                .that()
                .resideInAPackage(API + ".spi..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(INTERNAL + "..", API + ".drill..", API + ".report.."));
    }

    @Test
    void storesKnowNothingOfDatabases() {
        check(noClasses()
                .that()
                .resideInAPackage(API + ".store..")
                .should()
                .dependOnClassesThat(
                        resideInAnyPackage(INTERNAL + "..", API + ".database..", API + ".drill..", API + ".operation..")
                                .and(resideOutsideOfPackage(INTERNAL + ".file.."))));
    }

    @Test
    void namesSayWhatAThingIs() {
        check(classes()
                .should()
                .haveNameNotMatching(".*\\.Abstract[A-Z]\\w*")
                .andShould()
                .haveNameNotMatching(".*(Util|Utils|Manager|Impl|Helper|Helpers)"));
    }

    @Test
    void everyPackageSaysThatNothingIsNullUnlessItSaysSo() {
        check(classes().should(new ArchCondition<>("be in a package that is @NullMarked") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                events.add(new SimpleConditionEvent(
                        type,
                        type.getPackage().isAnnotatedWith(NullMarked.class),
                        type.getPackageName() + " is not @NullMarked"));
            }
        }));
    }

    @Test
    void nothingIsPrinted() {
        check(noClasses()
                .should()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err")
                .orShould()
                .callMethod(Throwable.class, "printStackTrace"));
    }

    @Test
    void valuesOfTheApiCannotBeExtended() {
        check(classes()
                .that()
                .arePublic()
                .and()
                .areNotInterfaces()
                .and()
                .areNotEnums()
                .and(not(resideInAPackage(INTERNAL + "..").and(modifier(JavaModifier.ABSTRACT))))
                .and(not(describe("sealed", type -> type.reflect().isSealed())))
                .should()
                .haveModifier(JavaModifier.FINAL));
    }

    private static ArchRule showOnlyOpenTypes() {
        return classes().should(new ArchCondition<>("show only the JDK's and this library's public types") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                if (isVisible(type)) {
                    Set<String> foreign = shown(type)
                            .map(shown -> shown.getBaseComponentType().getName())
                            .filter(name -> !isOpen(name))
                            .collect(Collectors.toCollection(TreeSet::new));
                    events.add(new SimpleConditionEvent(type, foreign.isEmpty(), type.getName() + " shows " + foreign));
                }
            }
        });
    }

    private static boolean isVisible(JavaClass type) {
        return type.getModifiers().contains(JavaModifier.PUBLIC)
                && !type.getPackageName().startsWith(INTERNAL);
    }

    /** Returns what a type shows by its declaration and by its open members. */
    private static Stream<JavaClass> shown(JavaClass type) {
        Stream<JavaType> supertypes = Stream.concat(type.getSuperclass().stream(), type.getInterfaces().stream());
        Stream<JavaType> bounds =
                type.getTypeParameters().stream().flatMap(parameter -> parameter.getUpperBounds().stream());
        Stream<JavaClass> declared =
                Stream.concat(supertypes, bounds).flatMap(shown -> shown.getAllInvolvedRawTypes().stream());
        Stream<JavaClass> inMembers = type.getMembers().stream()
                .filter(ArchitectureTest::isOpen)
                .flatMap(member -> member.getAllInvolvedRawTypes().stream());
        Stream<JavaClass> thrown = type.getCodeUnits().stream()
                .filter(ArchitectureTest::isOpen)
                .flatMap(unit -> unit.getExceptionTypes().stream());
        return Stream.of(declared, inMembers, thrown).flatMap(shown -> shown);
    }

    private static boolean isOpen(JavaMember member) {
        return member.getModifiers().contains(JavaModifier.PUBLIC)
                || member.getModifiers().contains(JavaModifier.PROTECTED);
    }

    private static boolean isOpen(String name) {
        boolean ours = name.startsWith(API + ".") && !name.startsWith(INTERNAL);
        return ours || name.startsWith("java.") || name.startsWith("javax.sql.") || !name.contains(".");
    }

    private static void check(ArchRule rule) {
        rule.check(CLASSES);
    }

    /** Breaks the rule as a bound, in a supertype and in a field. */
    public interface ShowsForeignTypes<T extends JavaClass> extends Supplier<JavaClasses> {
        /** Shows a foreign type. */
        ImportOption OPTION = location -> true;
    }
}
