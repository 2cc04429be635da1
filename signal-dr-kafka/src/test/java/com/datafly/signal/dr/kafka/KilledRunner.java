package com.datafly.signal.dr.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Runs {@link FailoverProcess}, kills it at random moments of random steps, and lets another one go on. */
final class KilledRunner {

    private static final Duration END = Duration.ofSeconds(30);

    private final Path errors;
    private final Random random;
    private final List<String> killedAt = new ArrayList<>();
    private final Map<String, Duration> took = new HashMap<>();

    KilledRunner(Path errors, Random random) {
        this.errors = errors;
        this.random = random;
    }

    /** Runs it to its end, after so many kills at most: who reaches the end earlier is not killed any more. */
    void run(List<String> arguments, int kills) throws Exception {
        for (int kill = 0; kill < kills; kill++) {
            if (!isKilled(FailoverProcess.spawn(errors, arguments), true)) {
                return;
            }
        }
        isKilled(FailoverProcess.spawn(errors, arguments), false);
    }

    /** Returns the steps in which runners were killed. */
    List<String> killedAt() {
        return killedAt;
    }

    /** Returns how long a step took in the run that came to the end. */
    Duration took(String step) {
        return took.getOrDefault(step, Duration.ZERO);
    }

    // What it does not say ends with the process, and that is awaited by the playbook's own limit in it.
    private boolean isKilled(Process process, boolean kill) throws Exception {
        try (BufferedReader said = process.inputReader(UTF_8)) {
            int steps = Integer.MAX_VALUE;
            for (String line = said.readLine(); line != null; line = said.readLine()) {
                if (kill && line.startsWith(FailoverProcess.LEFT)) {
                    steps = 1 + random.nextInt(Math.max(1, number(line)));
                } else if (line.startsWith(FailoverProcess.AT) && --steps == 0) {
                    LockSupport.parkNanos(random.nextInt(200_000_000));
                    process.destroyForcibly().waitFor();
                    killedAt.add(line.substring(FailoverProcess.AT.length()));
                    return true;
                } else if (line.startsWith(FailoverProcess.TOOK)) {
                    String[] words = line.split(" ", -1);
                    took.put(words[1], Duration.ofMillis(Long.parseLong(words[2])));
                }
            }
            assertThat(process.waitFor(END.toSeconds(), TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).as(told()).isZero();
            return false;
        } finally {
            process.destroyForcibly();
        }
    }

    private static int number(String line) {
        return Integer.parseInt(line.substring(FailoverProcess.LEFT.length()));
    }

    private String told() throws IOException {
        return Files.exists(errors) ? Files.readString(errors) : "";
    }
}
