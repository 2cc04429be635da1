package com.datafly.signal.dr.internal.platform.connection;

import static com.datafly.signal.dr.internal.platform.connection.ConnectedProduct.FORMER;
import static com.datafly.signal.dr.internal.platform.connection.ConnectedProduct.NEWER;
import static com.datafly.signal.dr.internal.platform.connection.ConnectedProduct.SECRET;
import static com.datafly.signal.dr.internal.platform.connection.ConnectionSwitchTest.told;
import static org.assertj.core.api.Assertions.assertThat;

import com.datafly.signal.dr.Secret;
import com.datafly.signal.dr.SignalDr;
import com.datafly.signal.dr.playbook.ConnectionSettings;
import com.datafly.signal.dr.playbook.ConnectionSteps;
import com.datafly.signal.dr.playbook.Plan;
import com.datafly.signal.dr.playbook.Playbook;
import com.datafly.signal.dr.playbook.Run;
import com.datafly.signal.dr.playbook.RunState;
import com.datafly.signal.dr.playbook.RunStatus;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who reads a key that is not switched, and that names the former database, is not left there without a word. */
class OtherKeysTest {

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final String REPORTS = "jdbc:postgresql://old-db.internal:5432/reports";

    @TempDir
    private Path directory;

    private final ConnectedProduct product = new ConnectedProduct();
    private final Secret lent = Secret.of("postgres://sales:n3w-pass@new-db.internal/sales");
    private SignalDr dr;

    @BeforeEach
    void open() {
        dr = product.open(directory, Mortal.immortal(), builder -> builder.secret("new-url", lent));
    }

    @AfterEach
    void close() {
        dr.close();
        lent.close();
        product.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jdbc:postgresql://old-db.internal:5432/reports",
                "OLD-DB.Internal",
                "host=old-db.internal. dbname=reports",
            })
    void aKeyThatNamesTheFormerDatabaseStopsTheSwitchBeforeAnythingIsTouched(String value) {
        product.platform.put(SECRET, "reports-url", value);
        Plan plan = dr.playbooks().plan(ConnectedProduct.playbook());
        RunStatus status = run(plan);

        assertThat(String.join("\n", plan.warnings()))
                .contains("reports-url")
                .doesNotContain("old-db")
                .doesNotContain(value);
        assertThat(told(status))
                .contains("db-prepare=FAILED", "[reports-url]", "acceptFormer(\"reports-url\")")
                .doesNotContain("old-db")
                .doesNotContain(value);
        assertThat(product.url()).isEqualTo(FORMER);
        assertThat(product.annotations()).isEmpty();
    }

    @Test
    void aPlanStillSaysAllElseWhereOtherKeysWillBeRefused() {
        product.platform.put(SECRET, "reports-url", REPORTS);
        Plan plan = dr.playbooks().plan(ConnectedProduct.playbook());

        assertThat(plan.warnings())
                .singleElement()
                .asString()
                .contains("Step db-prepare: It will be refused", "[reports-url]");
        assertThat(plan.steps().get(0).changes().toString())
                .contains("keeps the values of [url]", "keys [reports-url] are not switched", "identity-hub")
                .doesNotContain("accepted", "old-db");
    }

    @Test
    void aKeyThatIsSaidToStayIsPlannedAndUnproven() {
        product.platform.put(SECRET, "reports-url", REPORTS);
        Plan plan = dr.playbooks().plan(ConnectedProduct.playbook(more -> more.acceptFormer("reports-url")));

        assertThat(plan.warnings()).isEmpty();
        assertThat(plan.steps().get(0).changes().toString())
                .contains("[reports-url]", "stay at the former", "this is accepted")
                .doesNotContain("old-db");
        try (Run run = plan.start()) {
            RunStatus status = run.await(LIMIT);

            assertThat(status.state()).as(told(status)).isEqualTo(RunState.SUCCEEDED);
            assertThat(run.report().checks().toString())
                    .contains("keys [reports-url] are not switched", "UNPROVEN")
                    .doesNotContain("old-db");
        }
        assertThat(product.url()).isEqualTo(NEWER);
        assertThat(product.platform.value(SECRET, "reports-url")).contains(REPORTS);
    }

    @Test
    void oneThatIsSaidToStayLetsNoOtherStay() {
        product.platform.put(SECRET, "reports-url", REPORTS);
        product.platform.put(SECRET, "jobs-url", REPORTS);

        assertThat(told(run(dr.playbooks().plan(ConnectedProduct.playbook(more -> more.acceptFormer("reports-url"))))))
                .contains("db-prepare=FAILED", "[jobs-url]");
        assertThat(product.url()).isEqualTo(FORMER);
    }

    @Test
    void oneThatIsSwitchedInTheSameStepHindersNobody() {
        product.platform.put(SECRET, "reports-url", REPORTS);
        RunStatus status = run(dr.playbooks().plan(ConnectedProduct.playbook(more -> more.url("reports-url"))));

        assertThat(status.state()).as(told(status)).isEqualTo(RunState.SUCCEEDED);
        assertThat(product.platform.value(SECRET, "reports-url")).contains(REPORTS.replace("old-db", "new-db"));
    }

    @Test
    void aKeyThatComesBehindThePreparationStopsTheSwitch() {
        product.platform.faults().before("createSecret", 1, () -> product.platform.put(SECRET, "reports-url", REPORTS));
        RunStatus status = run(dr.playbooks().plan(ConnectedProduct.playbook()));

        assertThat(told(status)).contains("db-prepare=SUCCEEDED", "db-switch=FAILED", "[reports-url]");
        assertThat(product.url()).isEqualTo(FORMER);
        assertThat(product.annotations()).isEmpty();
    }

    @Test
    void anotherPortOfTheSameHostIsAnotherDatabase() {
        product.platform.put(SECRET, "reports-url", REPORTS);
        Playbook playbook = playbook(settings -> settings.url("url").to("old-db.internal", 6432));

        assertThat(told(run(dr.playbooks().plan(playbook)))).contains("db-prepare=FAILED", "[reports-url]");
        product.platform.put(SECRET, "reports-url", REPORTS.replace("5432", "7432"));
        RunStatus status = run(dr.playbooks().plan(playbook));
        assertThat(status.state()).as(told(status)).isEqualTo(RunState.SUCCEEDED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"require", "orders", "postgresql", "postgresql://orders@third-db.internal/orders"})
    void aWordThatIsNoHostHindersNobodyAndIsUnproven(String value) {
        product.platform.put(SECRET, "alike", value);
        Plan plan = dr.playbooks().plan(playbook(settings -> settings.value("url", "new-url")));

        assertThat(plan.warnings()).isEmpty();
        try (Run run = plan.start()) {
            RunStatus status = run.await(LIMIT);

            assertThat(status.state()).as(told(status)).isEqualTo(RunState.SUCCEEDED);
            assertThat(run.report().checks().toString())
                    .contains("keys [alike] are not switched", "UNPROVEN")
                    .doesNotContain("third-db", "require");
        }
    }

    @Test
    void theHostOfAValueThatIsReplacedAsAWholeIsStillAHost() {
        product.platform.put(SECRET, "reports-url", REPORTS);
        Playbook playbook = playbook(settings -> settings.value("url", "new-url"));

        assertThat(told(run(dr.playbooks().plan(playbook)))).contains("db-prepare=FAILED", "[reports-url]");
        assertThat(product.url()).isEqualTo(FORMER);
    }

    @Test
    void ofAValueThatNobodyUnderstandsNoWordIsTakenForAHost() {
        product.platform.put(SECRET, "url", "mysql:old-db.internal;orders");
        product.platform.put(SECRET, "reports-url", REPORTS);
        RunStatus status = run(dr.playbooks().plan(playbook(settings -> settings.value("url", "new-url"))));

        assertThat(status.state()).as(told(status)).isEqualTo(RunState.SUCCEEDED);
    }

    @ParameterizedTest
    @CsvSource({
        "kafka-2.old:9092, db-prepare=FAILED",
        "kafka-2.old, db-prepare=FAILED",
        "SASL_SSL, db-settle=SUCCEEDED",
    })
    void aServerOfAFormerListIsAHost(String value, String told) {
        product.platform.put(SECRET, "brokers", "SASL_SSL://kafka-1.old:9092,SASL_SSL://kafka-2.old:9092");
        product.platform.put(SECRET, "audit-brokers", value);
        Playbook playbook = playbook(settings -> settings.bootstrapServers("brokers", "kafka-1.new:9092"));

        assertThat(told(run(dr.playbooks().plan(playbook)))).contains(told);
    }

    @Test
    void aDatabasesNameThatStandsAloneIsNoHostAlsoRightBeforeTheChange() {
        product.platform.put(SECRET, "host", "old-db.internal");
        product.platform.put(SECRET, "name", "orders.v1");
        product.platform.put(SECRET, "topic", "orders.v1");
        RunStatus status = run(dr.playbooks()
                .plan(playbook(settings -> settings.url("url")
                        .host("host")
                        .databaseName("name")
                        .to("new-db.internal")
                        .asDatabase("orders.v2"))));

        assertThat(status.state()).as(told(status)).isEqualTo(RunState.SUCCEEDED);
    }

    @Test
    void aHostThatStandsAloneIsAHost() {
        product.platform.put(SECRET, "url", "elsewhere");
        product.platform.put(SECRET, "host", "old-db.internal");
        product.platform.put(SECRET, "reports-url", REPORTS);
        Playbook playbook = playbook(settings -> settings.host("host").to("new-db.internal"));

        assertThat(told(run(dr.playbooks().plan(playbook)))).contains("db-prepare=FAILED", "[reports-url]");
    }

    private static Playbook playbook(Consumer<ConnectionSettings> more) {
        return Playbook.define(
                "switch",
                p -> ConnectionSteps.switchOver("db", SECRET, settings -> {
                            settings.encryptionKey("backup-key");
                            more.accept(settings);
                        })
                        .forEach(p::step));
    }

    private static RunStatus run(Plan plan) {
        try (Run run = plan.start()) {
            return run.await(LIMIT);
        }
    }
}
