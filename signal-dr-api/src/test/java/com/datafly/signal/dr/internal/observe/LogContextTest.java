package com.datafly.signal.dr.internal.observe;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Field;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;
import org.slf4j.helpers.BasicMDCAdapter;

class LogContextTest {

    private Object before = new Object();

    /** The logger of the tests has no context of its own. */
    @BeforeEach
    void give() throws ReflectiveOperationException {
        Field adapter = adapter();
        MDC.clear();
        before = adapter.get(null);
        adapter.set(null, new BasicMDCAdapter());
    }

    @AfterEach
    void takeBack() throws ReflectiveOperationException {
        adapter().set(null, before);
    }

    @Test
    void runAndStepAreNamedUntilItIsClosed() {
        try (LogContext context = LogContext.of("run-1", "backup")) {
            assertThat(context).isNotNull();
            assertThat(MDC.get("signal-dr.run")).isEqualTo("run-1");
            assertThat(MDC.get("signal-dr.step")).isEqualTo("backup");
        }
        assertThat(MDC.getCopyOfContextMap()).isNullOrEmpty();
    }

    @Test
    void whatWasThereBeforeComesBack() {
        MDC.put("signal-dr.run", "the host's");
        MDC.put("request", "42");
        try (LogContext run = LogContext.of("run-1", "backup")) {
            assertThat(run).isNotNull();
            try (LogContext inner = LogContext.of("run-2")) {
                assertThat(inner).isNotNull();
                assertThat(MDC.get("signal-dr.run")).isEqualTo("run-2");
                assertThat(MDC.get("signal-dr.step")).isNull();
            }
            assertThat(MDC.get("signal-dr.run")).isEqualTo("run-1");
            assertThat(MDC.get("signal-dr.step")).isEqualTo("backup");
            assertThat(MDC.get("request")).isEqualTo("42");
        }
        assertThat(MDC.get("signal-dr.run")).isEqualTo("the host's");
        assertThat(MDC.get("signal-dr.step")).isNull();
    }

    private static Field adapter() throws ReflectiveOperationException {
        for (Field field : MDC.class.getDeclaredFields()) {
            if (field.getType().getSimpleName().equals("MDCAdapter")) {
                field.setAccessible(true);
                return field;
            }
        }
        throw new NoSuchFieldException("MDC's adapter");
    }
}
