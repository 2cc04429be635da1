package com.datafly.signal.dr.aws.testing;

import static java.util.Objects.requireNonNull;

import com.datafly.signal.dr.Secret;
import com.datafly.signal.dr.aws.testing.internal.http.Keys;
import com.datafly.signal.dr.aws.testing.internal.http.Principal;
import com.datafly.signal.dr.aws.testing.internal.http.Service;
import com.datafly.signal.dr.aws.testing.internal.http.SignatureCheck;
import com.datafly.signal.dr.aws.testing.internal.msk.MskService;
import com.datafly.signal.dr.aws.testing.internal.rds.RdsService;
import com.datafly.signal.dr.aws.testing.internal.rds.World;
import com.datafly.signal.dr.aws.testing.internal.sts.StsService;
import com.datafly.signal.dr.tck.DataPlane;
import com.datafly.signal.dr.tck.InMemoryDataPlane;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One account of AWS on the loopback interface, with the wire protocols of RDS, S3, STS and MSK: what a client sends is
 * verified, refused and answered as AWS documents it.
 *
 * <p>Give {@link #endpoint()} and an {@link #accessKey()} to any client. Signatures are verified for real, against real
 * time, since clients sign with that; everything else goes by the clock given, so hours pass when a test says so. What
 * the console can do is in {@link #rds(String)}; what goes wrong is in {@link #faults()}.
 *
 * <p>Thread-safe. Closing stops every thread and the data plane.
 *
 * @since 0.1
 */
public final class AwsServer implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(AwsServer.class);
    private static final Set<String> EVERYTHING = Set.of("*");

    private final Keys keys;
    private final World world;
    private final Buckets buckets;
    private final StsService sts;
    private final MskService msk = new MskService();
    private final Faults faults = new Faults();
    private final CallLog calls = new CallLog();
    private final ExecutorService threads;
    private final Queue<Thread> started = new ConcurrentLinkedQueue<>();
    private final DataPlane data;
    private final Clock clock;
    private final AtomicReference<Duration> skew = new AtomicReference<>(Duration.ZERO);
    private final HttpFront front;
    private final AccessKey root;

    private AwsServer(Builder builder) {
        this.threads = Executors.newCachedThreadPool(this::thread);
        this.clock = builder.clock;
        this.data = builder.dataPlane == null ? InMemoryDataPlane.create(clock) : builder.dataPlane;
        this.keys = new Keys(builder.account);
        this.world = new World(keys, clock, data, threads);
        world.delays(builder.delays);
        world.lag(builder.lag);
        this.buckets = new Buckets(builder.account, clock);
        this.sts = new StsService(keys, clock);
        Clock signing = new SkewedClock(skew::get);
        Dispatcher dispatcher = new Dispatcher(services(), new SignatureCheck(keys, signing, clock), faults, calls);
        this.front = HttpFront.start(threads, dispatcher::dispatch);
        this.root = key(keys.issue(EVERYTHING));
    }

    private Map<String, Service> services() {
        Map<String, Service> services = new LinkedHashMap<>();
        for (Service service : List.<Service>of(RdsService.of(world), buckets.service(), sts, msk)) {
            services.put(service.name(), service);
        }
        return services;
    }

    /** Starts a server with the defaults of {@link Builder}. */
    public static AwsServer start() {
        return start(builder -> {});
    }

    /** Starts a server. */
    public static AwsServer start(Consumer<Builder> settings) {
        Builder builder = new Builder();
        settings.accept(builder);
        return new AwsServer(builder);
    }

    /** Returns where every service answers, as in {@code http://127.0.0.1:40123}. */
    public URI endpoint() {
        return front.endpoint();
    }

    /** Returns the key that may do everything. */
    public AccessKey accessKey() {
        return root;
    }

    /**
     * Issues a key that may do those actions alone, as in {@code rds:DescribeDBInstances}; {@code *} is any letters.
     */
    public AccessKey accessKey(Set<String> allowedActions) {
        return key(keys.issue(Set.copyOf(allowedActions)));
    }

    /** Issues a temporary key that may do everything and ends after {@code validity}, by the server's clock. */
    public AccessKey temporaryKey(Duration validity) {
        Principal principal = keys.issue(EVERYTHING).principal();
        return key(keys.issue(principal, clock.instant().plus(validity)));
    }

    /**
     * Makes a role that every key with {@code sts:AssumeRole} may assume, or changes what it may do.
     *
     * @return its ARN
     */
    public String role(String name, Set<String> allowedActions) {
        return sts.role(name, allowedActions, Optional.empty());
    }

    /**
     * Makes a role that is assumed only by who tells that external id.
     *
     * @return its ARN
     */
    public String role(String name, Set<String> allowedActions, String externalId) {
        return sts.role(name, allowedActions, Optional.of(externalId));
    }

    /** Takes a key away: from now on it is unknown. */
    public void disable(AccessKey key) {
        keys.disable(key.id());
    }

    /** Lets the server think that real time is that much later, so that signatures are refused. */
    public void clockSkew(Duration later) {
        skew.set(requireNonNull(later, "later"));
    }

    /** Returns RDS in a region; any name is one. */
    public RdsRegion rds(String region) {
        return new RdsRegion(world.region(region));
    }

    /** Returns MSK in a region; any name is one. */
    public MskRegion msk(String region) {
        return new MskRegion(msk, "arn:aws:kafka:" + region + ":" + keys.account(), clock);
    }

    /** Returns the buckets of S3. */
    public Buckets buckets() {
        return buckets;
    }

    /** Sets how old the descriptions are that RDS answers. */
    public void lag(Duration lag) {
        world.lag(requireNonNull(lag, "lag"));
    }

    /** Sets how long work takes that begins from now on. */
    public void delays(Delays delays) {
        world.delays(requireNonNull(delays, "delays"));
    }

    /** Returns what will go wrong. */
    public Faults faults() {
        return faults;
    }

    /** Returns every call that was made, in the order in which they ended. */
    public List<Call> calls() {
        return calls.calls();
    }

    /** Returns how many calls of an action there were, refused ones included. */
    public long count(String action) {
        return calls.count(action);
    }

    /** Tells {@code listener} of every call when it ended, before its answer is sent. */
    public void onCall(Consumer<Call> listener) {
        calls.listen(requireNonNull(listener, "listener"));
    }

    /** Returns where the data are. */
    public DataPlane dataPlane() {
        return data;
    }

    /** Stops answering, stops every thread and closes the data plane. Closing twice is harmless. */
    @Override
    public void close() {
        front.close();
        stopThreads();
        data.close();
    }

    private void stopThreads() {
        threads.shutdownNow();
        try {
            if (!threads.awaitTermination(10, TimeUnit.SECONDS)) {
                log.warn("a thread of the testing server does not end");
            }
            // An executor is terminated while its last thread still returns from its work.
            for (Thread thread : started) {
                thread.join(TimeUnit.SECONDS.toMillis(10));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Thread thread(Runnable task) {
        Thread thread = new Thread(task, "aws-testing-server-" + (started.size() + 1));
        started.add(thread);
        return thread;
    }

    private static AccessKey key(Keys.Key key) {
        Optional<Secret> token = key.token().map(Secret::of);
        return new AccessKey(key.principal().keyId(), Secret.of(key.secret()), token);
    }

    /**
     * Settings of a server.
     *
     * <p>By default: the system's clock in UTC, data in memory by that clock, {@link Delays#typical()}, account
     * {@code 123456789012}, no lag. This class is not thread-safe.
     *
     * @since 0.1
     */
    public static final class Builder {

        private Clock clock = Clock.systemUTC();
        private @Nullable DataPlane dataPlane;
        private Delays delays = Delays.typical();
        private String account = "123456789012";
        private Duration lag = Duration.ZERO;

        private Builder() {}

        /** Sets the clock by which work is done and backups expire. */
        public Builder clock(Clock clock) {
            this.clock = requireNonNull(clock, "clock");
            return this;
        }

        /** Sets where the data are; the server closes it. */
        public Builder dataPlane(DataPlane dataPlane) {
            this.dataPlane = requireNonNull(dataPlane, "dataPlane");
            return this;
        }

        /** Sets how long work takes. */
        public Builder delays(Delays delays) {
            this.delays = requireNonNull(delays, "delays");
            return this;
        }

        /** Sets the account's number, of twelve digits. */
        public Builder account(String account) {
            if (!account.matches("\\d{12}")) {
                throw new IllegalArgumentException("an account has twelve digits, '" + account + "' has not");
            }
            this.account = account;
            return this;
        }

        /** Sets how old the descriptions are that RDS answers. */
        public Builder lag(Duration lag) {
            this.lag = requireNonNull(lag, "lag");
            return this;
        }
    }
}
