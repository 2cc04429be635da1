package com.datafly.signal.dr.internal.playbook;

import com.datafly.signal.dr.FailureDomain;
import com.datafly.signal.dr.RecoveryObjectives;
import com.datafly.signal.dr.Secret;
import com.datafly.signal.dr.database.Database;
import com.datafly.signal.dr.internal.ProductResources;
import com.datafly.signal.dr.operation.TimeSource;
import com.datafly.signal.dr.playbook.RunListener;
import com.datafly.signal.dr.spi.JournalDriver;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What a {@code SignalDr} gives to the playbooks that it plans and runs.
 *
 * @param journal where runs are kept; its owner closes it
 * @param database the product's database, where there is one
 * @param resources what the product has besides the database
 * @param failureDomains what the product's resources are lost with, as the host declares it
 * @param redactor masks the secrets in a text
 */
public record PlanHost(
        JournalDriver journal,
        @Nullable Database database,
        ProductResources resources,
        RecoveryObjectives objectives,
        Set<FailureDomain> failureDomains,
        Map<String, Secret> secrets,
        String principal,
        List<RunListener> listeners,
        Clock clock,
        TimeSource time,
        UnaryOperator<String> redactor) {}
