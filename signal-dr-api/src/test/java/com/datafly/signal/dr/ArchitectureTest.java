package com.datafly.signal.dr;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.codeUnits;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/** The rules of the architecture that a compiler does not check. */
class ArchitectureTest {

    private static final String API = "com.datafly.signal.dr";
    private static final String INTERNAL = API + ".internal";
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(API);

    @Test
    void whatIsPublicShowsOnlyTheJdkAndThisLibrary() {
        check(codeUnits().should(new ArchCondition<>("show only the JDK's and this library's public types") {
            @Override
            public void check(JavaCodeUnit unit, ConditionEvents events) {
                if (isVisible(unit)) {
                    Set<String> foreign = shown(unit)
                            .map(JavaClass::getName)
                            .filter(name -> !isOpen(name))
                            .collect(Collectors.toSet());
                    events.add(new SimpleConditionEvent(
                            unit, foreign.isEmpty(), unit.getFullName() + " shows " + foreign));
                }
            }
        }));
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
                .dependOnClassesThat()
                .resideInAnyPackage(INTERNAL + "..", API + ".database..", API + ".drill..", API + ".operation.."));
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
                .should()
                .haveModifier(JavaModifier.FINAL));
    }

    private static boolean isVisible(JavaCodeUnit unit) {
        boolean open = unit.getModifiers().contains(JavaModifier.PUBLIC)
                || unit.getModifiers().contains(JavaModifier.PROTECTED);
        return open
                && unit.getOwner().getModifiers().contains(JavaModifier.PUBLIC)
                && !unit.getOwner().getPackageName().startsWith(INTERNAL);
    }

    private static Stream<JavaClass> shown(JavaCodeUnit unit) {
        Stream<JavaClass> inSignature = Stream.concat(
                unit.getReturnType().getAllInvolvedRawTypes().stream(),
                unit.getParameterTypes().stream().flatMap(type -> type.getAllInvolvedRawTypes().stream()));
        return Stream.concat(inSignature, unit.getExceptionTypes().stream()).map(JavaClass::getBaseComponentType);
    }

    private static boolean isOpen(String name) {
        boolean ours = name.startsWith(API + ".") && !name.startsWith(INTERNAL);
        return ours || name.startsWith("java.") || name.startsWith("javax.sql.") || !name.contains(".");
    }

    private static void check(ArchRule rule) {
        rule.check(CLASSES);
    }
}
