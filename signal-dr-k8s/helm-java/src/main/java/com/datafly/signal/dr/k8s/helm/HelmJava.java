package com.datafly.signal.dr.k8s.helm;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.k8s.internal.helm.HelmErrors;
import com.datafly.signal.dr.k8s.internal.helm.HelmFolder;
import com.datafly.signal.dr.k8s.internal.helm.HelmTarget;
import com.datafly.signal.dr.k8s.internal.helm.ValueMask;
import com.datafly.signal.dr.platform.ChartSource;
import com.datafly.signal.dr.spi.ReleaseExecutor;
import com.datafly.signal.dr.spi.ReleaseOrder;
import com.marcnuri.helm.Helm;
import com.marcnuri.helm.InstallCommand;
import com.marcnuri.helm.UninstallCommand;
import com.marcnuri.helm.UpgradeCommand;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.function.Consumer;

/** Deploys by a Helm within the process. Its failures are texts, the same that the command prints. */
final class HelmJava implements ReleaseExecutor {

    private final HelmTarget target;

    HelmJava(HelmTarget target) {
        this.target = target;
    }

    @Override
    public String software() {
        return call(
                "start helm-java",
                ValueMask.none(),
                () -> "helm-java " + Helm.version().call());
    }

    @Override
    public boolean rollsBack() {
        return false;
    }

    @Override
    public void install(ReleaseOrder order) {
        String operation = "install the release " + order.name();
        requireNoRepository(operation, order.chart());
        try (HelmFolder folder = HelmFolder.create()) {
            InstallCommand command = Helm.install(order.chart().reference())
                    .withName(order.name())
                    .withNamespace(target.namespace())
                    .withDescription(order.description())
                    .withTimeout(seconds(order.patience()));
            order.chart().version().ifPresent(command::withVersion);
            for (Path file : folder.write(order.values())) {
                command.withValuesFile(file);
            }
            if (order.patience().untilReady()) {
                command.waitReady();
            }
            kubeconfig(command::withKubeConfig, command::withKubeConfigContents);
            call(operation, ValueMask.of(order.values()), command);
        }
    }

    @Override
    public void upgrade(ReleaseOrder order) {
        String operation = "upgrade the release " + order.name();
        requireNoRepository(operation, order.chart());
        try (HelmFolder folder = HelmFolder.create()) {
            UpgradeCommand command = Helm.upgrade(order.chart().reference())
                    .withName(order.name())
                    .withNamespace(target.namespace())
                    .resetValues()
                    .withDescription(order.description())
                    .withTimeout(seconds(order.patience()));
            order.chart().version().ifPresent(command::withVersion);
            for (Path file : folder.write(order.values())) {
                command.withValuesFile(file);
            }
            if (order.patience().untilReady()) {
                command.waitReady();
            }
            kubeconfig(command::withKubeConfig, command::withKubeConfigContents);
            call(operation, ValueMask.of(order.values()), command);
        }
    }

    @Override
    public void rollBack(String release, int revision, ReleaseOrder.Patience patience) {
        throw DrException.create(
                ErrorCode.UNSUPPORTED,
                "roll the release " + release + " back to revision " + revision,
                "helm-java cannot roll back",
                failure -> failure.resource(target.address().toString())
                        .hint("Use the helm command, or upgrade with the chart and the values of that revision."));
    }

    @Override
    public void uninstall(String release, ReleaseOrder.Patience patience) {
        UninstallCommand command =
                Helm.uninstall(release).withNamespace(target.namespace()).ignoreNotFound();
        kubeconfig(command::withKubeConfig, command::withKubeConfigContents);
        call("remove the release " + release, ValueMask.none(), command);
    }

    private void kubeconfig(Consumer<Path> file, Consumer<String> contents) {
        if (target.context().isPresent()) {
            contents.accept(Kubeconfigs.of(target, target.context().get()));
        } else {
            target.kubeconfig().ifPresent(file);
        }
    }

    private void requireNoRepository(String operation, ChartSource chart) {
        if (chart.repository().isPresent()) {
            throw DrException.create(
                    ErrorCode.UNSUPPORTED,
                    operation,
                    "helm-java takes no chart by a repository's URL",
                    failure -> failure.resource(target.address().toString())
                            .hint("Give a registry's address, or the chart's archive."));
        }
    }

    private <T> T call(String operation, ValueMask mask, Callable<T> command) {
        try {
            return command.call();
        } catch (LinkageError e) {
            throw unusable(operation, e);
        } catch (Exception e) {
            String text = String.valueOf(e.getMessage());
            if (text.contains("native library") || text.contains("NativeLibrary")) {
                throw unusable(operation, e);
            }
            throw HelmErrors.of(target, operation, text, mask);
        }
    }

    private DrException unusable(String operation, Throwable cause) {
        return DrException.create(
                ErrorCode.FAILED_PRECONDITION,
                operation,
                "helm-java's library cannot be loaded (" + cause.getClass().getSimpleName() + ")",
                failure -> failure.resource(target.address().toString())
                        .hint("Add its artifact for this platform, as com.marcnuri.helm-java:linux-amd64; it needs"
                                + " glibc 2.34 and a java.io.tmpdir that programs may be run from."));
    }

    private static int seconds(ReleaseOrder.Patience patience) {
        return Math.toIntExact(Math.max(1, patience.within().toSeconds()));
    }

    @Override
    public void close() {
        // Nothing is held; what runs within the library cannot be ended.
    }
}
