package com.datafly.signal.dr.k8s.internal.driver;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.k8s.internal.Attempt;
import com.datafly.signal.dr.k8s.internal.client.Connection;
import com.datafly.signal.dr.k8s.internal.model.Pods;
import com.datafly.signal.dr.platform.HeldValue;
import com.datafly.signal.dr.platform.HeldValue.Verdict;
import com.datafly.signal.dr.platform.SecretUse;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.ExecWatch;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Looks into containers: the hash is made there, so the value stays there. */
final class Looks {

    private static final Duration LONGEST = Duration.ofSeconds(20);
    private static final Pattern HASH = Pattern.compile("\\A([0-9a-f]{64})\\b");
    private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
    private static final Set<SecretUse.Kind> VARIABLES = Set.of(SecretUse.Kind.VARIABLE, SecretUse.Kind.ALL_VARIABLES);

    /** A program that a shell runs has the variables that the container was started with. */
    private static final String SCRIPT = """
            hash() {
              if command -v sha256sum >/dev/null 2>&1; then sha256sum
              elif command -v shasum >/dev/null 2>&1; then shasum -a 256
              elif command -v openssl >/dev/null 2>&1; then openssl dgst -sha256 -r
              else echo no-tool; fi
            }
            """;

    private static final String VARIABLE_HASH =
            "if [ -n \"${NAME+x}\" ]; then _answer=$(printf %s \"$NAME\" | hash); else _answer=absent; fi; ";
    private static final String FILE_HASH =
            "if [ -e \"$PLACE\" ]; then _answer=$(hash < \"$PLACE\"); else _answer=absent; fi; ";
    private static final String TELL = "echo \"${_answer:-unreadable}\"\n";

    private final Connection connection;

    Looks(Connection connection) {
        this.connection = connection;
    }

    /** Asks the pod once for all, and each of its containers once for all that is asked of it. */
    List<HeldValue> held(String pod, List<SecretUse> uses) {
        uses.forEach(use -> place(pod, use));
        Map<String, HeldValue> obstacles = obstacles(pod, uses);
        Map<SecretUse, HeldValue> answers = new HashMap<>();
        for (SecretUse use : uses) {
            Optional.ofNullable(obstacles.get(use.container()))
                    .or(() -> unnamed(use))
                    .ifPresent(obstacle -> answers.put(use, obstacle));
        }
        Map<String, List<SecretUse>> open = uses.stream()
                .filter(use -> !answers.containsKey(use))
                .distinct()
                .collect(Collectors.groupingBy(SecretUse::container, TreeMap::new, Collectors.toList()));
        open.forEach((container, asked) -> {
            List<HeldValue> told = look(pod, container, asked);
            IntStream.range(0, asked.size()).forEach(i -> answers.put(asked.get(i), told.get(i)));
        });
        return uses.stream().map(answers::get).toList();
    }

    private String place(String pod, SecretUse use) {
        return use.as()
                .orElseThrow(
                        () -> invalid(pod, "the use of secret/" + use.secret() + " names no variable and no path"));
    }

    private static Optional<HeldValue> unnamed(SecretUse use) {
        String as = use.as().orElse("");
        return VARIABLES.contains(use.kind()) && !VARIABLE.matcher(as).matches()
                ? Optional.of(unknown("no shell can read a variable of the name '" + as + "'"))
                : Optional.empty();
    }

    /** Names of variables are of letters alone by now; paths are handed over beside the script. */
    private static List<String> command(List<SecretUse> uses) {
        StringBuilder script = new StringBuilder(SCRIPT);
        List<String> paths = new ArrayList<>();
        for (SecretUse use : uses) {
            String as = use.as().orElse("");
            if (VARIABLES.contains(use.kind())) {
                script.append(VARIABLE_HASH.replace("NAME", as));
            } else {
                paths.add(as);
                script.append(FILE_HASH.replace("$PLACE", "${" + paths.size() + "}"));
            }
            script.append(TELL);
        }
        List<String> command = new ArrayList<>(List.of("sh", "-c", script.toString(), "sh"));
        command.addAll(paths);
        return command;
    }

    /**
     * Tells for each container why nobody can look into it. Whether there is such a container at all is asked first: an
     * exec answers that in words that differ.
     */
    private Map<String, HeldValue> obstacles(String name, List<SecretUse> uses) {
        Map<String, HeldValue> obstacles = new HashMap<>();
        Optional<Map<String, Boolean>> running;
        try {
            running = connection.read(
                    Attempt.of("get", "pods", name),
                    client -> Optional.ofNullable(client.pods()
                                    .inNamespace(connection.namespace())
                                    .withName(name)
                                    .get())
                            .map(Pods::running));
        } catch (DrException e) {
            HeldValue why = unknownOrThrow(e);
            uses.forEach(use -> obstacles.put(use.container(), why));
            return obstacles;
        }
        Map<String, Boolean> containers = running.orElseThrow(() -> DrException.of(
                ErrorCode.NOT_FOUND, "look into pod " + name + " in " + connection, "there is no such pod"));
        for (SecretUse use : uses) {
            Boolean runs = containers.get(use.container());
            if (runs == null) {
                throw invalid(name, "it has no container '" + use.container() + "'");
            }
            if (!runs) {
                obstacles.put(use.container(), unknown("the container does not run"));
            }
        }
        return obstacles;
    }

    private List<HeldValue> look(String pod, String container, List<SecretUse> uses) {
        Attempt attempt = Attempt.of("create", "pods/exec", pod).withSecrets();
        try {
            return connection.read(attempt, client -> answers(run(client, pod, container, command(uses)), uses.size()));
        } catch (DrException e) {
            return Collections.nCopies(uses.size(), unknownOrThrow(e));
        }
    }

    private static HeldValue unknownOrThrow(DrException failure) {
        return switch (failure.code()) {
            case PERMISSION_DENIED, UNSUPPORTED -> unknown(failure.problem());
            case UNAVAILABLE -> {
                if (failure.details().containsKey("status")) {
                    yield unknown("its node does not answer: " + failure.problem());
                }
                throw failure;
            }
            default -> throw failure;
        };
    }

    private Ended run(KubernetesClient client, String pod, String container, List<String> command) {
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        try (ExecWatch watch = client.pods()
                .inNamespace(connection.namespace())
                .withName(pod)
                .inContainer(container)
                .withReadyWaitTimeout(0)
                .writingOutput(output)
                .exec(command.toArray(String[]::new))) {
            int code = watch.exitCode().get(LONGEST.toMillis(), TimeUnit.MILLISECONDS);
            return new Ended(code, output.toString(UTF_8));
        } catch (InterruptedException e) {
            throw new CompletionException(e);
        } catch (ExecutionException | TimeoutException e) {
            throw new CompletionException(e);
        }
    }

    /** One line answers one use; where that is not so nothing is known. */
    private static List<HeldValue> answers(Ended ended, int expected) {
        List<String> lines = ended.output().lines().toList();
        if (ended.code() == 0 && lines.size() == expected) {
            return lines.stream().map(Looks::answer).toList();
        }
        String why = ended.code() < 0
                ? "the image has no shell to look with"
                : ended.code() > 0 ? "the shell ended with " + ended.code() : "the shell said something else";
        return Collections.nCopies(expected, unknown(why));
    }

    private static HeldValue answer(String line) {
        Matcher hash = HASH.matcher(line);
        if (hash.find()) {
            return new HeldValue(Verdict.SEEN, hash.group(1), "");
        }
        return switch (line.strip()) {
            case "absent" -> new HeldValue(Verdict.ABSENT, "", "");
            case "no-tool" -> unknown("the image has no tool that hashes");
            case "unreadable" -> unknown("it cannot be read");
            default -> unknown("the shell said something else");
        };
    }

    private DrException invalid(String pod, String problem) {
        return DrException.of(ErrorCode.INVALID_ARGUMENT, "look into pod " + pod + " in " + connection, problem);
    }

    private static HeldValue unknown(String why) {
        return new HeldValue(Verdict.UNKNOWN, "", why);
    }

    private record Ended(int code, String output) {}
}
