package com.datafly.signal.dr.internal.platform.connection.url;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConnectionTextTest {

    private static final Endpoint NEW = endpoint(Optional.empty());
    private static final Endpoint PORTED = endpoint(Optional.of(6432));
    private static final Endpoint ALL =
            new Endpoint("new.db", Optional.of(6432), Optional.of("o d"), Optional.of("a@b"));

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            value = {
                "jdbc:postgresql://old:5433/orders?user=u&password=p%40ss | jdbc:postgresql://new.db:5433/orders?user=u&password=p%40ss",
                "jdbc:postgresql://old/orders | jdbc:postgresql://new.db/orders",
                "jdbc:postgresql://old | jdbc:postgresql://new.db/",
                "jdbc:postgresql:orders | jdbc:postgresql://new.db/orders",
                "jdbc:postgresql:/ | jdbc:postgresql://new.db/",
                "jdbc:postgresql://a:5433,b:5433/orders?targetServerType=primary | jdbc:postgresql://new.db:5433/orders?targetServerType=primary",
                "jdbc:postgresql://[2001:db8::1]:5433/orders | jdbc:postgresql://new.db:5433/orders",
                "jdbc:aws-wrapper:postgresql://old:5433/orders?x | jdbc:aws-wrapper:postgresql://new.db:5433/orders?x",
                "jdbc:postgresql://old/orders? | jdbc:postgresql://new.db/orders?",
                "postgresql://u:p%40ss@old:5433/orders?sslmode=require | postgresql://u:p%40ss@new.db:5433/orders?sslmode=require",
                "postgres://old/orders | postgres://new.db/orders",
                "postgresql+asyncpg://u:p@old/orders | postgresql+asyncpg://u:p@new.db/orders",
                "postgresql:///orders?host=old&port=5433 | postgresql:///orders?host=new.db&port=5433",
                "postgresql://old/orders?hostaddr=10.0.0.1&sslmode=prefer | postgresql://new.db/orders?sslmode=prefer",
                "postgresql://u@a:5433,b:5433/orders | postgresql://u@new.db:5433/orders",
                "postgresql://u:@old | postgresql://u:@new.db",
                "host=old port=5433 dbname=orders password='it''s' | !",
                "host=old port=5433 dbname=orders password='it\\'s = x' | host=new.db port=5433 dbname=orders password='it\\'s = x'",
                "dbname=orders | dbname=orders host=new.db",
                "host=a host=b hostaddr=10.0.0.1 user=u | host=new.db host=new.db user=u",
            })
    void onlyTheHostOfATextChanges(String former, String newer) {
        if (newer.equals("!")) {
            assertThat(refused(former)).isNotNull();
            return;
        }
        assertThat(ConnectionText.repoint("test", former, NEW)).isEqualTo(newer);
        assertThat(ConnectionText.repoint("test", " " + former + "\n", NEW)).isEqualTo(" " + newer + "\n");
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            value = {
                "jdbc:postgresql://a:1,b:2/orders | jdbc:postgresql://new.db:6432/orders",
                "jdbc:postgresql:orders | jdbc:postgresql://new.db:6432/orders",
                "postgresql://u@a:1,b:2/orders | postgresql://u@new.db:6432/orders",
                "postgresql://old/orders?port=1 | postgresql://new.db:6432/orders?port=6432",
                "postgresql:///orders?host=old | postgresql:///orders?host=new.db&port=6432",
                "postgresql:///orders?host=a,b&port=1,2 | postgresql:///orders?host=new.db&port=6432",
                "host=a,b port=1,2 | host=new.db port=6432",
                "host=old | host=new.db port=6432",
            })
    void thePortChangesWhereOneIsGiven(String former, String newer) {
        assertThat(ConnectionText.repoint("test", former, PORTED)).isEqualTo(newer);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            value = {
                "jdbc:postgresql://old/orders?user=u | jdbc:postgresql://new.db:6432/o%20d?user=a%40b",
                "jdbc:postgresql://old/orders | jdbc:postgresql://new.db:6432/o%20d?user=a%40b",
                "postgresql://u:p@old/orders | postgresql://a%40b:p@new.db:6432/o%20d",
                "postgresql://old | postgresql://a%40b@new.db:6432/o%20d",
                "postgresql://x@old/orders?user=u&dbname=d | postgresql://x@new.db:6432/orders?user=a%40b&dbname=o%20d",
                "host=old dbname=orders user=u | host=new.db dbname='o d' user='a@b' port=6432",
            })
    void nameAndUserChangeWhereTheyAreGiven(String former, String newer) {
        assertThat(ConnectionText.repoint("test", former, ALL)).isEqualTo(newer);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jdbc:mysql://old-s3cret/orders",
                "jdbc:postgresql://u:s3cret@old/orders",
                "jdbc:postgresql://a:1,b:2/s3cret",
                "jdbc:postgresql://old/orders?PGHOST=s3cret",
                "postgresql://u:s3@cret@old/orders",
                "postgresql://a:1,b:2/s3cret",
                "postgresql:///s3cret?host=a,b&port=1,2",
                "host=a,b port=1,2 password=s3cret",
                "postgresql://old/s3cret#x",
                "Host=s3cret;Port=5432",
                "host=old password='s3cret",
                "s3cret",
                "",
            })
    void whatIsNotSurelyUnderstoodIsRefusedAndNotTold(String text) {
        DrException failure = refused(text);

        assertThat(failure.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT);
        assertThat(failure.toString() + failure.details()).doesNotContain("s3cret", "cret@");
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            value = {
                "postgresql:///orders?host=a,b&port=5433,5433 | postgresql:///orders?host=new.db&port=5433",
                "postgresql://a,b/orders?port=5433%2C5433 | postgresql://new.db/orders?port=5433",
                "host=a,b port='5433,5433' | host=new.db port=5433",
                "host=a,b port = 5433 | host=new.db port = 5433",
            })
    void oneHostHasOnePort(String former, String newer) {
        assertThat(ConnectionText.repoint("test", former, NEW)).isEqualTo(newer);
    }

    @Test
    void aHostAloneKeepsItsForm() {
        assertThat(ConnectionText.host("test", "old\n", PORTED)).isEqualTo("new.db\n");
        assertThat(ConnectionText.host("test", "old:5433", NEW)).isEqualTo("new.db:5433");
        assertThat(ConnectionText.host("test", "old:5433", PORTED)).isEqualTo("new.db:6432");
    }

    @Test
    void serversKeepTheirProtocol() {
        assertThat(ConnectionText.servers("test", "SASL_SSL://a:1,SASL_SSL://b:2\n", "c:3, d:4"))
                .isEqualTo("SASL_SSL://c:3,SASL_SSL://d:4\n");
        assertThat(ConnectionText.servers("test", "a:1", "SSL://c:3")).isEqualTo("SSL://c:3");
        assertThat(catchThrowableOfType(
                        DrException.class, () -> ConnectionText.servers("test", "SSL://a:1,b:2", "c:3")))
                .isNotNull();
        assertThat(catchThrowableOfType(DrException.class, () -> ConnectionText.requireServers("test", "c")))
                .isNotNull();
    }

    @Test
    void anAddressOfTheSixthVersionIsBracketedInUrlsAlone() {
        Endpoint six = new Endpoint("2001:db8::2", Optional.empty(), Optional.empty(), Optional.empty());

        assertThat(ConnectionText.repoint("test", "postgresql://old:5433/o", six))
                .isEqualTo("postgresql://[2001:db8::2]:5433/o");
        assertThat(ConnectionText.repoint("test", "host=old", six)).isEqualTo("host=2001:db8::2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a/b", "a@b", "a,b", "a?b", "-a", "a'b"})
    void anEndpointThatIsNoHostIsRefused(String host) {
        assertThat(catchThrowableOfType(
                                DrException.class,
                                () -> new Endpoint(host, Optional.empty(), Optional.empty(), Optional.empty()))
                        .code())
                .isEqualTo(ErrorCode.INVALID_ARGUMENT);
    }

    private static DrException refused(String text) {
        return catchThrowableOfType(DrException.class, () -> ConnectionText.repoint("test", text, NEW));
    }

    private static Endpoint endpoint(Optional<Integer> port) {
        return new Endpoint("new.db", port, Optional.empty(), Optional.empty());
    }
}
