package com.datafly.signal.dr.k8s.internal.journal;

import com.datafly.signal.dr.FailureDomain;
import com.datafly.signal.dr.ResourceAddress;
import com.datafly.signal.dr.k8s.internal.client.ClientOptions;
import com.datafly.signal.dr.k8s.internal.client.Connection;
import com.datafly.signal.dr.k8s.internal.client.KubernetesAddress;
import com.datafly.signal.dr.spi.JournalDriver;
import com.datafly.signal.dr.spi.JournalInput;
import com.datafly.signal.dr.spi.JournalRegister;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretList;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Journals in one namespace. Thread-safe. */
public final class ClusterJournal implements JournalDriver {

    /** A lease of 30 seconds is renewed every 10: a renewal that is not answered leaves time for another. */
    private static final Duration LEASE_TIMEOUT = Duration.ofSeconds(3);

    private static final String LEASES = "lease/";

    private final Connection connection;
    private final Connection leaseConnection;
    private final ClusterDomains domains;
    private final JournalObjects<Secret, SecretList> secrets;
    private final ClusterRegisters<Secret> registers;
    private final ClusterRegisters<Lease> leases;
    private final Map<String, SecretLog> logs = new ConcurrentHashMap<>();

    private ClusterJournal(Connection connection, Connection leaseConnection) {
        this.connection = connection;
        this.leaseConnection = leaseConnection;
        this.domains = new ClusterDomains(connection);
        this.secrets = new JournalObjects<>(connection, "secrets", Secret.class, KubernetesClient::secrets);
        this.registers = new ClusterRegisters<>(secrets, new SecretForm());
        this.leases = new ClusterRegisters<>(
                new JournalObjects<>(leaseConnection, "leases", Lease.class, KubernetesClient::leases),
                new LeaseForm(Clock.systemUTC()));
    }

    /** Opens the journals, and asks the cluster for the namespace. */
    public static ClusterJournal open(ResourceAddress address, ClientOptions options) {
        KubernetesAddress namespace = KubernetesAddress.parse(address);
        boolean patient = options.requestTimeout().compareTo(LEASE_TIMEOUT) > 0;
        Connection connection = Connection.open(namespace, options);
        Connection forLeases;
        try {
            forLeases = Connection.open(namespace, patient ? options.within(LEASE_TIMEOUT) : options);
        } catch (RuntimeException e) {
            connection.close();
            throw e;
        }
        ClusterJournal journal = new ClusterJournal(connection, forLeases);
        try {
            journal.domains.requireNamespace();
        } catch (RuntimeException e) {
            journal.close();
            throw e;
        }
        return journal;
    }

    @Override
    public String address() {
        return connection.address().toString();
    }

    @Override
    public List<FailureDomain> failureDomains() {
        return domains.find();
    }

    @Override
    public Map<String, String> untoldDomains() {
        return domains.untold();
    }

    @Override
    public void append(String log, long sequence, byte[] block) {
        JournalInput.requireBlock(log, sequence, block);
        log(log).append(sequence, block);
    }

    @Override
    public void read(String log, long fromSequence, LineReader reader) {
        log(log).read(fromSequence, reader);
    }

    @Override
    public List<String> logs() {
        return SecretLog.names(secrets);
    }

    @Override
    public Optional<JournalRegister> register(String name) {
        return kept(name).find(name);
    }

    @Override
    public JournalRegister setRegister(String name, byte[] content, Optional<String> expectedVersion) {
        return kept(name).set(name, content, expectedVersion);
    }

    @Override
    public void close() {
        connection.close();
        leaseConnection.close();
    }

    private SecretLog log(String name) {
        return logs.computeIfAbsent(JournalInput.requireLog(name), log -> new SecretLog(secrets, log));
    }

    private ClusterRegisters<?> kept(String register) {
        return JournalInput.requireRegister(register).startsWith(LEASES) ? leases : registers;
    }
}
