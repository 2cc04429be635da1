package com.datafly.signal.dr.internal.platform.release;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.Secret;
import com.datafly.signal.dr.internal.file.PrivateFolders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;

/** The plain file of values that the guide keeps before an upgrade. */
final class ValuesFile {

    private static final int MOST = 1000;

    private ValuesFile() {}

    /** Writes a file that is not there, or leaves the one that holds the same. */
    static Path write(Path folder, LocalDate date, Secret values) {
        byte[] content = values.use(text -> new String(text).getBytes(UTF_8));
        String name = "values-backup-" + DateTimeFormatter.BASIC_ISO_DATE.format(date);
        try {
            for (int number = 1; number < MOST; number++) {
                Path file = folder.resolve(name + (number == 1 ? "" : "-" + number) + ".yaml");
                if (PrivateFolders.createFile(file)) {
                    Files.write(file, content);
                    PrivateFolders.sync(folder);
                    return file;
                }
                if (Arrays.equals(content, Files.readAllBytes(file))) {
                    return file;
                }
            }
            throw unusable(folder, "there are " + MOST + " of this day already");
        } catch (IOException e) {
            throw unusable(folder, "it cannot be written to: " + e.getClass().getSimpleName());
        } finally {
            Arrays.fill(content, (byte) 0);
        }
    }

    private static DrException unusable(Path folder, String problem) {
        return DrException.create(
                ErrorCode.FAILED_PRECONDITION,
                "write values to " + folder,
                problem,
                failure -> failure.hint("Name a folder that is there, and that only you read."));
    }
}
