package com.datafly.signal.dr.aws;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.aws.internal.client.AwsSession;
import com.datafly.signal.dr.aws.internal.msk.DescribeCluster;
import com.datafly.signal.dr.spi.DriverContext;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Asks MSK how a cluster is, beside what Kafka itself tells: MSK knows of a broker that it is about to replace.
 *
 * <p>It needs the permission {@code kafka:DescribeClusterV2} on the cluster, and changes nothing. Credentials and
 * endpoint come from the same options as those of a database at RDS. Thread-safe.
 *
 * @since 0.1
 */
public final class MskHealth implements AutoCloseable {

    private static final Pattern ARN =
            Pattern.compile("arn:[a-z-]+:kafka:([a-z0-9-]+):\\d{12}:cluster/[\\w-]+/[\\w-]+");

    private final AwsSession session;
    private final DescribeCluster call;

    private MskHealth(AwsSession session, String arn) {
        this.session = session;
        this.call = new DescribeCluster(session, arn);
    }

    /**
     * Opens a probe of one cluster. Nothing is called yet.
     *
     * @param clusterArn the cluster's ARN, which names its region too
     * @throws DrException with {@code INVALID_ARGUMENT} if it is no ARN of a cluster, or an option is malformed
     */
    public static MskHealth open(String clusterArn, DriverContext context) {
        Matcher arn = ARN.matcher(clusterArn);
        if (!arn.matches()) {
            throw DrException.create(
                    ErrorCode.INVALID_ARGUMENT,
                    "open a probe of MSK",
                    "the cluster's ARN is '" + clusterArn + "'",
                    failure -> failure.hint("Write it as the console of MSK shows it, as in"
                            + " arn:aws:kafka:eu-west-1:123456789012:cluster/signal/abcd1234-5."));
        }
        return new MskHealth(AwsSession.open(arn.group(1), context, Set.of()), clusterArn);
    }

    /**
     * Asks once how the cluster is.
     *
     * @throws DrException with {@code NOT_FOUND} if there is no such cluster, {@code PERMISSION_DENIED} if these
     *     credentials may not ask; effect {@code NONE} always
     */
    public MskStatus status() {
        return call.send();
    }

    /** Closes the connection to AWS. */
    @Override
    public void close() {
        session.close();
    }
}
