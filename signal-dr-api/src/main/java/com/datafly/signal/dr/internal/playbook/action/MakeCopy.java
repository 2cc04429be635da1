package com.datafly.signal.dr.internal.playbook.action;

import com.datafly.signal.dr.database.Capability;
import com.datafly.signal.dr.database.Database;
import com.datafly.signal.dr.database.RecoveryTarget;
import com.datafly.signal.dr.database.Restore;
import com.datafly.signal.dr.database.TargetProfile;
import com.datafly.signal.dr.playbook.Sighting;
import com.datafly.signal.dr.playbook.StepContext;
import com.datafly.signal.dr.playbook.step.CopyMade;
import com.datafly.signal.dr.spi.RestoreRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/** Makes a new database of another one's past or present. */
public final class MakeCopy extends BuiltIn<MakeCopy.Input, CopyMade> {

    private final CopyOrigin origin;

    /** Makes copies of one origin. */
    public MakeCopy(CopyOrigin origin) {
        super(origin.action(), Input.class, CopyMade.class);
        this.origin = origin;
    }

    /**
     * What to make.
     *
     * @param target the point, where the definition names it
     * @param from the step that names it, where one does
     * @param name the copy's name, or the beginning of it
     * @param exactName whether the name is used as it is
     * @param settings the provider's settings that differ from the source's
     * @param tags tags besides the run's
     */
    public record Input(
            Optional<RecoveryTarget> target,
            Optional<String> from,
            String name,
            boolean exactName,
            Map<String, String> settings,
            Map<String, String> tags) {}

    @Override
    public Set<String> uses(Input input) {
        return input.from().map(Set::of).orElse(Set.of());
    }

    @Override
    public CopyMade act(StepContext context, Input input) {
        String name = nameOf(context, input);
        Restore restore = origin.describe(context, input)
                .as(name)
                .profile(profile -> {
                    input.settings().forEach(profile::setting);
                    input.tags().forEach(profile::tag);
                    context.tags().forEach(profile::tag);
                })
                .key(context.key());
        try (Database copy = Work.await(context, restore.start())) {
            return Copies.describe(context, name, copy);
        }
    }

    @Override
    public Sighting<CopyMade> find(StepContext context, Input input) {
        return Work.sight(context, name -> isThere(context, name));
    }

    @Override
    public void undo(StepContext context, Input input, CopyMade output) {
        Copies.discard(context, output);
    }

    @Override
    public List<String> changes(StepContext context, Input input) {
        return List.of("makes the new database " + nameOf(context, input) + " of "
                + context.database().address() + ", " + point(context, input));
    }

    @Override
    public List<String> byHand(StepContext context, Input input) {
        Optional<RecoveryTarget> known = origin.target(context, input);
        List<String> ofDriver = byDriver(context, input, known.orElse(RecoveryTarget.latest()));
        if (ofDriver.isEmpty()) {
            return known.map(target -> ByHand.of(context.database().address()).recover(target, nameOf(context, input)))
                    .orElseGet(() -> List.of("# recover " + context.database().address() + " into the new database "
                            + nameOf(context, input) + ", " + point(context, input)));
        }
        if (known.isPresent()) {
            return ofDriver;
        }
        List<String> lines = new ArrayList<>();
        lines.add("# the point is known once the step '" + input.from().orElse("")
                + "' is done: put it in the place of the latest one, which stands below");
        lines.addAll(ofDriver);
        return lines;
    }

    private static List<String> byDriver(StepContext context, Input input, RecoveryTarget target) {
        TargetProfile.Builder profile = TargetProfile.builder();
        input.settings().forEach(profile::setting);
        return Work.internal(context.database())
                .byHand(RestoreRequest.of(context.key(), nameOf(context, input), target, profile.build()));
    }

    @Override
    public Set<Capability> requires(Input input) {
        return origin.capability(input).map(Set::of).orElse(Set.of());
    }

    private static String nameOf(StepContext context, Input input) {
        return nameOf(context.generation(), input, context::resourceName);
    }

    /** Returns the name of an attempt's copy; {@code resource} makes a beginning the run's and the step's own. */
    public static String nameOf(int generation, Input input, UnaryOperator<String> resource) {
        return input.exactName() ? input.name() : resource.apply(Work.attempt(generation, input.name()));
    }

    private String point(StepContext context, Input input) {
        return origin.target(context, input)
                .map(target -> origin == CopyOrigin.PRESENT ? "as it is now" : "at " + target)
                .orElseGet(() -> "at what the step '" + input.from().orElse("") + "' says");
    }

    private static boolean isThere(StepContext context, String name) {
        return Work.unlessMissing(() -> {
                    Work.internal(context.database()).made(name).close();
                    return name;
                })
                .isPresent();
    }
}
