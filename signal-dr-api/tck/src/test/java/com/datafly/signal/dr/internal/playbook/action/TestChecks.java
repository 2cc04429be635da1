package com.datafly.signal.dr.internal.playbook.action;

import com.datafly.signal.dr.verify.Check;
import com.datafly.signal.dr.verify.CheckContext;
import com.datafly.signal.dr.verify.CheckResult;
import com.datafly.signal.dr.verify.Verdict;
import com.datafly.signal.dr.verify.Verification;
import java.lang.reflect.Proxy;
import javax.sql.DataSource;

/** Checks that find what they are told to, without a database. */
public final class TestChecks {

    private TestChecks() {}

    public static Verification passing() {
        return finding(Verdict.PASSED, true);
    }

    public static Verification finding(Verdict verdict, boolean provesData) {
        return Verification.of(checks -> checks.check(new Check() {
            @Override
            public String name() {
                return "orders add up";
            }

            @Override
            public boolean provesData() {
                return provesData;
            }

            @Override
            public CheckResult run(CheckContext context) {
                return CheckResult.of(name(), verdict, "looked");
            }
        }));
    }

    /** Returns SQL access that nobody may use. */
    public static DataSource noDatabase() {
        return (DataSource) Proxy.newProxyInstance(
                DataSource.class.getClassLoader(), new Class<?>[] {DataSource.class}, (proxy, method, arguments) -> {
                    throw new UnsupportedOperationException("no check of this test connects");
                });
    }
}
