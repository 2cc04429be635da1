package com.datafly.signal.dr.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import java.lang.reflect.Proxy;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class VerificationTest {

    private static final Instant NOW = Instant.parse("2025-01-15T10:30:00Z");
    private static final DataSource UNUSED = (DataSource) Proxy.newProxyInstance(
            VerificationTest.class.getClassLoader(), new Class<?>[] {DataSource.class}, (proxy, method, arguments) -> {
                throw new SQLException("refused", "08001");
            });

    @Test
    void aPassNeedsACheckThatLookedAtData() {
        assertThat(run(check("starts", false, passed(true))).verdict()).isEqualTo(Verdict.UNPROVEN);
        assertThat(run(check("counts", true, passed(false))).verdict()).isEqualTo(Verdict.UNPROVEN);
        assertThat(run(check("counts", true, passed(true))).verdict()).isEqualTo(Verdict.PASSED);
        assertThat(run().verdict()).isEqualTo(Verdict.UNPROVEN);
    }

    @Test
    void everyCheckRunsAlsoAfterOneHasFailed() {
        VerificationReport report = run(
                check("bad", true, CheckResult.of("x", Verdict.FAILED, "wrong")), check("good", true, passed(true)));
        assertThat(report.verdict()).isEqualTo(Verdict.FAILED);
        assertThat(report.results()).extracting(CheckResult::name).containsExactly("bad", "good");
    }

    @Test
    void whatACheckThrowsIsAnErrorAndDamageIsAFailure() {
        assertThat(run(check(
                                "a",
                                true,
                                context -> context.dataSource().getConnection().close()))
                        .verdict())
                .isEqualTo(Verdict.ERROR);
        assertThat(run(check("b", true, context -> {
                            throw new AssertionError("host's own assertion");
                        }))
                        .results()
                        .get(0)
                        .summary())
                .isEqualTo("host's own assertion");
        assertThat(run(check("c", true, context -> {
                            throw DrException.of(ErrorCode.INTEGRITY_FAILED, "read", "hash differs");
                        }))
                        .verdict())
                .isEqualTo(Verdict.FAILED);
        assertThat(run(check("d", true, context -> {
                            throw new SQLException("invalid page in block 3", "XX001");
                        }))
                        .verdict())
                .isEqualTo(Verdict.FAILED);
    }

    @Test
    void aCheckThatReturnsNothingIsAnError() {
        assertThat(run(check("a", true, (CheckResult) null)).results().get(0).verdict())
                .isEqualTo(Verdict.ERROR);
    }

    @Test
    void aCheckThatIgnoresTheDeadlineIsLeftBehind() {
        CountDownLatch never = new CountDownLatch(1);
        VerificationReport report = Verification.of(
                        v -> v.deadline(Duration.ofSeconds(1)).check(check("slow", true, context -> never.await())))
                .run(UNUSED);
        assertThat(report.results().get(0).verdict()).isEqualTo(Verdict.UNPROVEN);
        assertThat(report.results().get(0).summary()).startsWith("the deadline was over");
    }

    @Test
    void aPassExpiresAndAFailureDoesNot() {
        VerificationReport passed = run(check("counts", true, passed(true)));
        assertThat(passed.expiresAt()).isEqualTo(NOW.plus(Duration.ofDays(7)));
        assertThat(passed.verdictAt(NOW.plus(Duration.ofDays(6)))).isEqualTo(Verdict.PASSED);
        assertThat(passed.verdictAt(NOW.plus(Duration.ofDays(7)))).isEqualTo(Verdict.UNPROVEN);
        VerificationReport failed = run(check("bad", true, CheckResult.of("x", Verdict.FAILED, "wrong")));
        assertThat(failed.verdictAt(NOW.plus(Duration.ofDays(99)))).isEqualTo(Verdict.FAILED);
    }

    @Test
    void progressIsToldAndAListenerThatThrowsDisturbsNothing() {
        List<String> heard = Collections.synchronizedList(new ArrayList<>());
        Check talkative = check("talk", true, context -> context.progress("half way"));
        Verification.of(v -> v.check(talkative).progress(heard::add)).run(UNUSED);
        assertThat(heard).containsExactly("talk: half way");

        VerificationReport report = Verification.of(v -> v.check(talkative).progress(message -> {
                    throw new IllegalStateException("listener");
                }))
                .run(UNUSED);
        assertThat(report.verdict()).isEqualTo(Verdict.PASSED);
    }

    @Test
    void twoChecksOfOneNameAreRefused() {
        assertThatExceptionOfType(DrException.class)
                .isThrownBy(() -> run(check("a", true, passed(true)), check("a", true, passed(true))))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT));
    }

    private static VerificationReport run(Check... checks) {
        return Verification.of(v -> {
                    v.clock(Clock.fixed(NOW, ZoneOffset.UTC));
                    for (Check check : checks) {
                        v.check(check);
                    }
                })
                .run(UNUSED);
    }

    private static CheckResult passed(boolean data) {
        return CheckResult.create("x", Verdict.PASSED, "fine", result -> result.provesData(data));
    }

    private static Check check(String name, boolean data, @Nullable CheckResult result) {
        return new FixedCheck(name, data, context -> {}, result);
    }

    private static Check check(String name, boolean data, Look look) {
        return new FixedCheck(name, data, look, passed(true));
    }

    @FunctionalInterface
    private interface Look {
        void at(CheckContext context) throws Exception;
    }

    private record FixedCheck(
            String name,
            boolean provesData,
            Look look,
            @Nullable CheckResult result) implements Check {
        @Override
        @SuppressWarnings("NullAway") // A host that breaks the contract.
        public CheckResult run(CheckContext context) throws Exception {
            look.at(context);
            return result;
        }
    }
}
