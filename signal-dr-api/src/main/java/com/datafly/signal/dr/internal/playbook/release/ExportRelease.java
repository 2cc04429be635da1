package com.datafly.signal.dr.internal.playbook.release;

import com.datafly.signal.dr.Secret;
import com.datafly.signal.dr.internal.playbook.action.BuiltIn;
import com.datafly.signal.dr.platform.ReleaseBundle;
import com.datafly.signal.dr.platform.ReleaseBundle.Facts;
import com.datafly.signal.dr.playbook.StepContext;
import com.datafly.signal.dr.playbook.step.ReleaseExported;
import com.datafly.signal.dr.store.ObjectStore;
import com.datafly.signal.dr.verify.CheckResult;
import com.datafly.signal.dr.verify.Verdict;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Exports a release. Done again, it makes another export. */
public final class ExportRelease extends BuiltIn<ExportRelease.Input, ReleaseExported> {

    private final ObjectStore store;

    /** Makes the action; the store's address is in the input, the store is the host's. */
    public ExportRelease(ObjectStore store) {
        super("export-release", Input.class, ReleaseExported.class);
        this.store = store;
    }

    /**
     * What to export where.
     *
     * @param release the release's name
     * @param store the store's address
     * @param prefix the beginning of the exports' keys
     * @param keySecret the name of the host's secret that encrypts them
     * @param chart the archive of the chart; empty for none
     */
    public record Input(String release, String store, String prefix, String keySecret, Optional<String> chart) {}

    @Override
    public ReleaseExported act(StepContext context, Input input) {
        Secret key = context.secret(input.keySecret());
        Facts facts = context.platform()
                .releases()
                .bundles(store, input.prefix(), key)
                .export(input.release(), new ReleaseBundle.Extras(input.chart().map(Path::of)));
        context.evidence(CheckResult.create(
                "export of the release " + input.release(),
                facts.clusterId().isEmpty() ? Verdict.UNPROVEN : Verdict.PASSED,
                facts.key() + " comes from " + facts.origin() + "; " + images(facts),
                result -> {}));
        return ReleaseExported.of(input.store(), facts);
    }

    private static String images(Facts facts) {
        Set<String> without = facts.imagesWithoutDigest();
        return facts.images().size() + " images"
                + (without.isEmpty()
                        ? ", each with its digest"
                        : "; no digest is known of " + String.join(", ", without));
    }

    @Override
    public List<String> changes(StepContext context, Input input) {
        return List.of("adds an encrypted export of the release " + input.release() + " to " + input.store()
                + " below '" + input.prefix() + "'");
    }

    @Override
    public List<String> byHand(StepContext context, Input input) {
        String release = input.release() + " -n " + context.platform().address().location();
        return List.of(
                "helm get all " + release + " | age -r RECIPIENT > release.age  # and keep it in " + input.store(),
                "helm history " + release);
    }
}
