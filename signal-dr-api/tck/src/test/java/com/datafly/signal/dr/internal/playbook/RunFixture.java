package com.datafly.signal.dr.internal.playbook;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.Secret;
import com.datafly.signal.dr.database.Database;
import com.datafly.signal.dr.internal.journal.Journals;
import com.datafly.signal.dr.journal.FileJournal;
import com.datafly.signal.dr.operation.TimeSource;
import com.datafly.signal.dr.playbook.Playbook;
import com.datafly.signal.dr.playbook.Run;
import com.datafly.signal.dr.playbook.RunEvent;
import com.datafly.signal.dr.playbook.RunStatus;
import com.datafly.signal.dr.playbook.StepState;
import com.datafly.signal.dr.playbook.StepStatus;
import com.datafly.signal.dr.spi.JournalDriver;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/** Runs over a journal of files and a provider of files; whatever was opened is closed. */
abstract class RunFixture {

    static final Duration LONG = Duration.ofSeconds(60);
    static final String PLAN = "plan-1";

    /** So long that no run loses its leases while the machine stands still. */
    private static final Duration LEASE = Duration.ofSeconds(60);

    @TempDir
    Path directory;

    final List<RunEvent> events = new CopyOnWriteArrayList<>();
    final Map<String, String> secrets = new ConcurrentHashMap<>();
    Clock clock = Clock.systemUTC();
    TimeSource leaseTime = TimeSource.system();
    private final List<AutoCloseable> opened = new CopyOnWriteArrayList<>();

    @AfterEach
    void closeAll() throws Exception {
        for (int i = opened.size() - 1; i >= 0; i--) {
            opened.get(i).close();
        }
    }

    final CountingProvider provider() {
        return new CountingProvider(directory.resolve("provider"));
    }

    final JournalDriver driver() {
        return opened(FileJournal.open(directory.resolve("journal")));
    }

    final <T extends AutoCloseable> T opened(T resource) {
        opened.add(resource);
        return resource;
    }

    final RunEnvironment environment(JournalDriver driver, Consumer<RunEnvironment.Builder> more) {
        UnaryOperator<String> redactor = text -> {
            String masked = text;
            for (String secret : secrets.values()) {
                masked = masked.replace(secret, "********");
            }
            return masked;
        };
        Journals journals = Journals.over(driver, redactor, clock, leaseTime);
        return RunEnvironment.of(journals, "test", environment -> {
            environment
                    .redactor(redactor)
                    .leaseTtl(LEASE)
                    .poll(Duration.ofMillis(20))
                    .patience(LONG)
                    .listeners(List.of(events::add));
            more.accept(environment);
        });
    }

    final RunEnvironment environment() {
        return environment(driver(), more -> {});
    }

    final Run start(Playbook playbook) {
        return start(playbook, environment(), order -> {});
    }

    final Run start(Playbook playbook, RunEnvironment environment, Consumer<RunOrder.Builder> more) {
        return opened(Runner.start(order(playbook, more), environment));
    }

    final Run resume(Playbook playbook, RunEnvironment environment) {
        return opened(Runner.resume("run-1", playbook, new NoTarget(secrets), environment));
    }

    final RunOrder order(Playbook playbook, Consumer<RunOrder.Builder> more) {
        return RunOrder.of("run-1", playbook, new NoTarget(secrets), order -> {
            order.plan(PLAN, "eve");
            more.accept(order);
        });
    }

    final Map<String, StepState> states(RunStatus status) {
        return status.steps().stream().collect(Collectors.toMap(StepStatus::id, StepStatus::state));
    }

    static DrException refused(ThrowingCallable call) {
        return catchThrowableOfType(DrException.class, call);
    }

    /** A target without a database. */
    record NoTarget(Map<String, String> secrets) implements RunTarget {

        @Override
        public String identity() {
            return "live nothing";
        }

        @Override
        public Optional<Database> database() {
            return Optional.empty();
        }

        @Override
        public Optional<Secret> secret(String name) {
            return Optional.ofNullable(secrets.get(name)).map(Secret::of);
        }
    }
}
