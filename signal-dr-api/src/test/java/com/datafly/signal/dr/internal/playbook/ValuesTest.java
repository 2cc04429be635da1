package com.datafly.signal.dr.internal.playbook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.FailureDomain;
import com.datafly.signal.dr.RecoveryObjectives;
import com.datafly.signal.dr.ResourceAddress;
import com.datafly.signal.dr.Secret;
import com.datafly.signal.dr.database.Lsn;
import com.datafly.signal.dr.database.RecoveryTarget;
import com.datafly.signal.dr.operation.OperationKey;
import com.datafly.signal.dr.playbook.StepKind;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ValuesTest {

    @Test
    void whatIsKeptIsReadBack() {
        Everything all = everything();

        assertThat(Values.read(Values.write(all), Everything.class)).isEqualTo(all);
        assertThat(Values.of(Values.plain(all), Everything.class)).isEqualTo(all);
    }

    static List<RecoveryTarget> targets() {
        return List.of(
                RecoveryTarget.latest(),
                RecoveryTarget.at("2025-01-15T10:30:00.123456Z"),
                RecoveryTarget.at(Lsn.parse("16/B374D848")),
                RecoveryTarget.snapshot("s-1"));
    }

    @ParameterizedTest
    @MethodSource("targets")
    void aRecordOfASealedInterfaceSaysWhichItIs(RecoveryTarget target) {
        Choice choice = new Choice(target, List.of(target));

        assertThat(Values.read(Values.write(choice), Choice.class)).isEqualTo(choice);
        assertThat(Values.write(target))
                .contains("\"@type\":\"" + target.getClass().getSimpleName() + "\"");
    }

    @Test
    void theTextIsCanonical() {
        assertThat(Values.write(new Pair("\u20ac\"\n", Map.of("b", 2, "a", 1))))
                .isEqualTo("{\"left\":\"\u20ac\\\"\\n\",\"right\":{\"a\":1,\"b\":2}}");
    }

    @Test
    void doublesAreTheSameTextOnEveryJdk() {
        // The JDK printed 2.0E-3 as such and 2.2E-322 as 2.17E-322 before release 19.
        assertThat(Values.write(new Amount(2.0E-3))).isEqualTo("{\"value\":0.002}");
        assertThat(Values.write(new Amount(2.2E-322))).isEqualTo("{\"value\":2.2E-322}");
        assertThat(Values.write(new Amount(100))).isEqualTo("{\"value\":1E+2}");
        Random random = new Random(7);
        for (int i = 0; i < 20_000; i++) {
            double value = Double.longBitsToDouble(random.nextLong());
            if (Double.isFinite(value)) {
                Amount kept = Values.read(Values.write(new Amount(value)), Amount.class);
                assertThat(kept.value()).isEqualTo(value);
            }
        }
        assertThat(Values.read(Values.write(new Amount(-0.0)), Amount.class)).isEqualTo(new Amount(-0.0));
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY})
    void aAmountThatJsonDoesNotHaveIsRefused(double value) {
        refused(() -> Values.write(new Amount(value)), "field 'value': it is " + value);
    }

    @Test
    void halfASurrogatePairIsRefused() {
        refused(() -> Values.write(new Pair("\ud83d", Map.of())), "field 'left': its text is not valid Unicode");
    }

    @Test
    void whatIsNestedTooDeepIsRefused() {
        Tree tree = new Tree(List.of());
        for (int i = 0; i < 100; i++) {
            tree = new Tree(List.of(tree));
        }
        Tree deep = tree;

        Values.require(Tree.class);
        refused(() -> Values.write(deep), "it is nested more than 64 deep");
    }

    @Test
    void aTypeIsRefusedWhateverItsValueHolds() {
        record Hidden(Optional<Secret> secret) {}
        record Raw(@SuppressWarnings("rawtypes") List list) {}
        record Wild(List<?> list) {}
        record Keyed(Map<Instant, String> map) {}
        record Generic<T>(T value) {}
        @SuppressWarnings("ArrayRecordComponent")
        record Array(String[] values) {}

        refused(() -> Values.require(Hidden.class), "field 'secret': it is a Secret", "StepContext.secret(name)");
        refused(() -> Values.require(Raw.class), "field 'list': java.util.List cannot be kept");
        refused(() -> Values.require(Wild.class), "field 'list': ? is of no definite type");
        refused(() -> Values.require(Keyed.class), "field 'map': a map's keys are of type java.time.Instant");
        refused(() -> Values.require(Generic.class), "has type parameters");
        refused(() -> Values.require(Array.class), "field 'values': [Ljava.lang.String; cannot be kept");
        refused(() -> Values.require(Object.class), "java.lang.Object cannot be kept");
    }

    @Test
    void whatDoesNotFitIsRefusedWithItsPlace() {
        refused(() -> Values.read("{\"value\":\"x\"}", Amount.class), "field 'value': 'x' is no double");
        refused(() -> Values.read("{}", Amount.class), "field 'value': 'null' is no double");
        refused(() -> Values.read("{\"value\":1,\"more\":2}", Amount.class), "has no component [more]");
        refused(() -> Values.read("{\"value\":1} x", Amount.class), "the text is no JSON");
        refused(() -> Values.read("null", Amount.class), "there is no ");
        refused(() -> Values.read("{\"target\":{\"@type\":\"Never\"},\"more\":[]}", Choice.class), "'Never' is no");
        refused(() -> Values.read("{\"rpo\":\"PT1H\",\"rto\":\"PT0S\"}", RecoveryObjectives.class), "rto is PT0S");
    }

    @Test
    void anIntegerThatDoesNotFitIsRefused() {
        record Small(byte value) {}

        assertThat(Values.read("{\"value\":127}", Small.class)).isEqualTo(new Small((byte) 127));
        refused(() -> Values.read("{\"value\":128}", Small.class), "'128' is no byte");
        refused(() -> Values.read("{\"value\":1.5}", Small.class), "'1.5' is no byte");
    }

    @Test
    void aRecordOfAModuleThatDoesNotOpenItsPackageIsRefusedWithTheRemedy(@TempDir Path folder) throws Exception {
        Object closed = HostModule.input(folder.resolve("closed"), "module host {}");
        Object open = HostModule.input(folder.resolve("open"), "module host { opens host; }");

        refused(() -> Values.write(closed), "host.Input cannot be read", "`opens host to com.datafly.signal.dr;`");
        assertThat(Values.requireRoundTrip(open)).isEqualTo("{\"text\":\"hello\"}");
    }

    private static void refused(ThrowingCallable action, String... parts) {
        assertThatExceptionOfType(DrException.class).isThrownBy(action).satisfies(refusal -> {
            assertThat(refusal.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT);
            assertThat(refusal.hint()).isPresent();
            assertThat(refusal.getMessage()).contains(parts);
        });
    }

    private static Everything everything() {
        Map<StepKind, Duration> byKind = new EnumMap<>(StepKind.class);
        byKind.put(StepKind.PURE, Duration.ofMillis(1500));
        return new Everything(
                "text \u0001 \ud83d\ude80",
                new Integers((byte) -1, (short) 2, 3, Long.MIN_VALUE, true),
                new Boxed((byte) 1, (short) -2, 3, 4L, 0.5f, 1e300, false),
                new Times(
                        Instant.parse("2025-01-15T10:30:00.123456789Z"),
                        Duration.ofDays(3),
                        LocalDate.EPOCH,
                        ZoneId.of("Europe/Berlin")),
                new Names(
                        new UUID(1, 2),
                        URI.create("s3://bucket/a"),
                        Lsn.parse("16/B374D848"),
                        FailureDomain.of("host", "db1"),
                        new OperationKey("op-1"),
                        ResourceAddress.parse("postgres:db1:5432/x")),
                new BigDecimal("1.10"),
                BigInteger.TWO.pow(100),
                Optional.of("there"),
                Optional.empty(),
                byKind,
                List.of(Set.of("x"), Set.of("y", "z")),
                null);
    }

    record Everything(
            String text,
            Integers integers,
            Boxed boxed,
            Times times,
            Names names,
            BigDecimal decimal,
            BigInteger integer,
            Optional<String> there,
            Optional<Pair> gone,
            Map<StepKind, Duration> byKind,
            List<Set<String>> sets,
            @Nullable String nothing) {}

    record Integers(byte a, short b, int c, long d, boolean e) {}

    record Boxed(Byte a, Short b, Integer c, Long d, Float e, Double f, Boolean g) {}

    record Times(Instant instant, Duration duration, LocalDate date, ZoneId zone) {}

    record Names(UUID uuid, URI uri, Lsn lsn, FailureDomain domain, OperationKey key, ResourceAddress address) {}

    record Pair(String left, Map<String, Integer> right) {}

    record Amount(double value) {}

    record Choice(RecoveryTarget target, List<RecoveryTarget> more) {}

    record Tree(List<Tree> children) {}
}
