package com.datafly.signal.dr.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.ResourceAddress;
import com.datafly.signal.dr.SignalDr;
import com.datafly.signal.dr.store.ObjectStore;
import com.datafly.signal.dr.store.Precondition;
import com.datafly.signal.dr.tck.InMemoryProvider;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.ServiceConfigurationError;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProvidersTest {

    @ParameterizedTest
    @CsvSource({
        "aws-rds:eu-west-1/orders, signal-dr-aws",
        "gcp-sql:project/orders, signal-dr-gcp",
        "azure-postgres:group/orders, signal-dr-azure",
        "k8s:datafly, signal-dr-k8s",
        "kafka:broker:9092, signal-dr-kafka"
    })
    void aMissingProviderIsNamedByItsArtifact(String address, String artifact) {
        DrException failure =
                failure(() -> SignalDr.builder().database(address).build().close());

        assertThat(failure.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT);
        assertThat(failure).hasMessageContaining("Add com.datafly.signal:" + artifact + " to the class path");
        assertThat(failure.details().get("schemes")).contains("memory");
    }

    @Test
    void aSchemeThatNobodyKnowsIsAnsweredWithThoseThatAreThere() {
        DrException failure = failure(
                () -> SignalDr.builder().database("oracle:orders").build().close());

        assertThat(failure)
                .hasMessageContaining("the schemes that can be opened now are: ")
                .hasMessageContaining("memory");
    }

    @Test
    void oneSchemeFromTwoJarsIsRefusedWithBothNames() {
        Iterator<String> candidates = List.of("memory", "other", "memory").iterator();

        DrException failure = failure(() -> search().only(candidates));
        assertThat(failure).hasMessageContaining("java.lang.String and by java.lang.String");
    }

    @Test
    void aBrokenJarDoesNotHideTheOthers() {
        assertThat(search().only(broken(List.of("memory").iterator()))).isEqualTo("memory");
        DrException failure =
                failure(() -> search().only(broken(List.of("other").iterator())));

        assertThat(failure.details().get("broken provider")).contains("no such class");
    }

    @Test
    void aWorldThatIsNotThereIsNotFound() {
        assertThat(failure(() -> SignalDr.builder()
                                .database("memory:no/db")
                                .build()
                                .close())
                        .code())
                .isEqualTo(ErrorCode.NOT_FOUND);
        assertThat(new InMemoryProvider().scheme()).isEqualTo("memory");
    }

    @Test
    void storesAreOpenedByAddressAndClosedWithTheirOwner(@TempDir Path folder) {
        ObjectStore store;
        try (SignalDr dr = SignalDr.builder().build()) {
            store = dr.store("file:" + folder);
            store.write("key", new byte[3], Precondition.absent());

            assertThat(failure(() -> dr.store("s3:bucket"))).hasMessageContaining("com.datafly.signal:signal-dr-aws");
            assertThat(failure(dr::database)).hasMessageContaining("none was given");
        }
        assertThat(failure(() -> store.find("key")).code()).isEqualTo(ErrorCode.FAILED_PRECONDITION);
    }

    private static Providers.Search<String> search() {
        return new Providers.Search<>(String.class, scheme -> scheme, ResourceAddress.parse("memory:x"));
    }

    private static Iterator<String> broken(Iterator<String> rest) {
        return new Iterator<>() {
            private boolean thrown;

            @Override
            public boolean hasNext() {
                return !thrown || rest.hasNext();
            }

            @Override
            public String next() {
                if (!thrown) {
                    thrown = true;
                    throw new ServiceConfigurationError("no such class");
                }
                return rest.next();
            }
        };
    }

    private static DrException failure(ThrowingCallable action) {
        return catchThrowableOfType(DrException.class, action);
    }
}
