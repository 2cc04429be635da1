package com.datafly.signal.dr.aws.model;

import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

/** Fails a test in which RDS's model was broken. Applies to every test of this module. */
public final class ModelCheckExtension implements BeforeEachCallback, AfterEachCallback, AfterAllCallback {

    private static final AtomicBoolean watching = new AtomicBoolean();

    /** Called by {@link java.util.ServiceLoader}. */
    public ModelCheckExtension() {}

    @Override
    public void beforeEach(ExtensionContext context) {
        watching.set(true);
    }

    /** Tells whether this extension is about the running test. */
    static boolean isWatching() {
        return watching.get();
    }

    @Override
    public void afterEach(ExtensionContext context) {
        requireNone(context);
    }

    @Override
    public void afterAll(ExtensionContext context) {
        requireNone(context);
    }

    private static void requireNone(ExtensionContext context) {
        watching.set(false);
        boolean onPurpose = AnnotationSupport.isAnnotated(context.getElement(), BreaksTheModel.class)
                || AnnotationSupport.isAnnotated(context.getTestClass(), BreaksTheModel.class);
        List<String> findings = ModelCheck.takeFindings().stream()
                .filter(finding -> !(onPurpose && finding.ofRequest()))
                .map(ModelCheck.Finding::text)
                .distinct()
                .toList();
        if (!findings.isEmpty()) {
            throw new AssertionError("RDS's model is broken:\n" + String.join("\n", findings));
        }
    }
}
