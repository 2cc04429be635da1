package com.datafly.signal.dr.selfmanaged.internal.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.zip.CRC32C;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Crc32cCombinationTest {

    @ParameterizedTest
    @CsvSource({"0,0", "0,1", "1,0", "1,1", "5,3", "8192,131072", "100003,4194304", "7,16777217"})
    void theChecksumOfTwoPiecesIsThatOfTheWhole(int firstLength, int secondLength) {
        byte[] whole = new byte[firstLength + secondLength];
        new Random(42).nextBytes(whole);

        int joined = Crc32cCombination.join(
                checksum(whole, 0, firstLength), checksum(whole, firstLength, secondLength), secondLength);

        assertThat(joined).isEqualTo(checksum(whole, 0, whole.length));
    }

    private static int checksum(byte[] bytes, int offset, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, offset, length);
        return (int) crc.getValue();
    }
}
