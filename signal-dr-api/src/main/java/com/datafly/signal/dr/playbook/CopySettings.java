package com.datafly.signal.dr.playbook;

import static java.util.Objects.requireNonNull;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.internal.Names;
import com.datafly.signal.dr.internal.playbook.action.MakeCopy;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Collects how a step makes a copy. Not thread-safe.
 *
 * <p>Defaults: a name made of the step's id and a part that only the run has; configured as the provider configures a
 * restored database; the run's tags.
 *
 * @since 0.1
 */
public final class CopySettings {

    private final Map<String, String> settings = new LinkedHashMap<>();
    private final Map<String, String> tags = new LinkedHashMap<>();
    private String name;
    private boolean exactName;

    private CopySettings(String stepId) {
        this.name = stepId;
    }

    static MakeCopy.Input of(String stepId, Consumer<CopySettings> more, MakeCopy.Input origin) {
        CopySettings copy = new CopySettings(stepId);
        more.accept(copy);
        Names.require("define the step '" + stepId + "'", copy.name);
        return new MakeCopy.Input(
                origin.target(),
                origin.from(),
                copy.name,
                copy.exactName,
                Map.copyOf(copy.settings),
                Map.copyOf(copy.tags));
    }

    static MakeCopy.Input from(String step) {
        return new MakeCopy.Input(Optional.empty(), Optional.of(step), "", false, Map.of(), Map.of());
    }

    /**
     * Sets the beginning of the copy's name; a part that only the run has follows.
     *
     * @param beginning lower-case letters, digits and single hyphens between them, a letter first; checked when the
     *     step is made, with {@link DrException} of {@code INVALID_ARGUMENT}
     */
    public CopySettings nameBeginning(String beginning) {
        this.name = requireNonNull(beginning, "beginning");
        this.exactName = false;
        return this;
    }

    /**
     * Names the copy, in every run alike. A database that another run, or somebody else, made under that name is a
     * {@code CONFLICT} and stays as it is.
     *
     * @param name as in {@link #nameBeginning}
     */
    public CopySettings named(String name) {
        this.name = requireNonNull(name, "name");
        this.exactName = true;
        return this;
    }

    /** Sets one of the provider's settings where it is to differ from the source. */
    public CopySettings setting(String name, String value) {
        settings.put(requireNonNull(name, "name"), requireNonNull(value, "value"));
        return this;
    }

    /** Adds a tag. */
    public CopySettings tag(String name, String value) {
        tags.put(requireNonNull(name, "name"), requireNonNull(value, "value"));
        return this;
    }
}
