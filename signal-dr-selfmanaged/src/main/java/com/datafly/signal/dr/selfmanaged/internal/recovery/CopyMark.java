package com.datafly.signal.dr.selfmanaged.internal.recovery;

import com.datafly.signal.dr.selfmanaged.PostgresEndpoint;
import com.datafly.signal.dr.selfmanaged.internal.protocol.PostgresErrors;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;

/**
 * What tells a copy from its source, whose system identifier it shares: a setting of its own, which holds the key of
 * the restore that made it. Whoever takes it out of the copy's configuration makes it an ordinary server.
 */
public final class CopyMark {

    /** A setting that PostgreSQL keeps and does not look at. */
    public static final String SETTING = "signal_dr.copy";

    private static final String QUESTION = "SELECT current_setting(?, true)";

    private CopyMark() {}

    /** Returns the key of the restore that made a server; empty for an ordinary one. */
    public static Optional<String> of(PostgresEndpoint endpoint) {
        try (Connection connection = endpoint.connect();
                PreparedStatement statement = connection.prepareStatement(QUESTION)) {
            statement.setString(1, SETTING);
            try (ResultSet answer = statement.executeQuery()) {
                answer.next();
                return Optional.ofNullable(answer.getString(1)).filter(key -> !key.isEmpty());
            }
        } catch (SQLException e) {
            throw PostgresErrors.onRead("ask " + endpoint + " whether it is a copy", e);
        }
    }
}
