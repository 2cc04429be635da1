package com.datafly.signal.dr.internal.program;

import com.datafly.signal.dr.Secret;
import com.datafly.signal.dr.internal.file.PrivateFolders;
import com.datafly.signal.dr.playbook.StepContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Where a program runs and what it knows: nothing but what is said here. */
final class Surroundings {

    private final ProgramPlace place;
    private final Map<String, String> variables;
    private final Map<String, Secret> secrets;
    private final Map<String, Secret> files;
    private final Map<String, Secret> others = new LinkedHashMap<>();
    private final Map<String, Secret> texts = new LinkedHashMap<>();
    private final List<String> written = new ArrayList<>();

    private Surroundings(
            ProgramPlace place, Map<String, String> variables, Map<String, Secret> secrets, Map<String, Secret> files) {
        this.place = place;
        this.variables = variables;
        this.secrets = secrets;
        this.files = files;
    }

    /** Asks the run for the secrets. {@code more} are variables of the library's own. */
    static Surroundings of(StepContext context, ProgramPlace place, Map<String, String> more) {
        Map<String, String> variables = new LinkedHashMap<>(place.variables());
        variables.putAll(more);
        return new Surroundings(place, variables, lent(context, place.secrets()), lent(context, place.secretFiles()));
    }

    /** Adds a file of that name whose text is made of further secrets of the host's, by their names there. */
    Surroundings withText(
            StepContext context, String file, Map<String, String> names, Function<Map<String, Secret>, String> text) {
        others.putAll(lent(context, names));
        texts.put(file, Secret.of(text.apply(others)));
        return this;
    }

    /** Makes a file of that name that its owner alone reads, for the program to write into. */
    void withPrivate(String file) {
        written.add(file);
    }

    /** Returns what hides the secrets in what the program prints. */
    Mask mask() {
        List<Secret> all = new ArrayList<>(secrets.values());
        all.addAll(files.values());
        all.addAll(others.values());
        return new Mask(all);
    }

    /** Prepares a program; its secret files are put into {@code folder}, which only the owner reads. */
    ProcessBuilder prepare(List<String> command, Path folder) throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(Path.of(place.directory()).toFile());
        Map<String, String> environment = builder.environment();
        environment.keySet().retainAll(place.inherited());
        environment.putAll(variables);
        secrets.forEach((variable, secret) -> environment.put(variable, secret.use(String::new)));
        for (Map.Entry<String, Secret> file : files.entrySet()) {
            Path path = folder.resolve(Trace.SECRET + file.getKey());
            write(path, file.getValue());
            environment.put(file.getKey(), path.toString());
        }
        for (String file : written) {
            PrivateFolders.createFile(folder.resolve(file));
        }
        for (Map.Entry<String, Secret> text : texts.entrySet()) {
            write(folder.resolve(text.getKey()), text.getValue());
        }
        return builder;
    }

    private static void write(Path path, Secret content) throws IOException {
        PrivateFolders.createFile(path);
        Files.writeString(path, content.use(String::new));
    }

    private static Map<String, Secret> lent(StepContext context, Map<String, String> names) {
        Map<String, Secret> lent = new LinkedHashMap<>();
        names.forEach((variable, name) -> lent.put(variable, context.secret(name)));
        return lent;
    }
}
