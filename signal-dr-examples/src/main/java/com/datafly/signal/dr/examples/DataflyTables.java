package com.datafly.signal.dr.examples;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import javax.sql.DataSource;

/** Datafly Signal's six kinds of table, filled with made-up rows that are the same on every run. */
final class DataflyTables {

    /** The tables, in the order in which they refer to each other. */
    static final List<String> NAMES =
            List.of("organisations", "users", "sources", "integrations", "pipelines", "audit_log");

    private static final String DEFINITIONS = """
            CREATE TABLE organisations (
                id bigint PRIMARY KEY, name text NOT NULL UNIQUE, plan text NOT NULL, created_at timestamptz NOT NULL);
            CREATE TABLE users (
                id bigint PRIMARY KEY, organisation_id bigint NOT NULL REFERENCES organisations,
                email text NOT NULL UNIQUE, role text NOT NULL, created_at timestamptz NOT NULL);
            CREATE TABLE sources (
                id bigint PRIMARY KEY, organisation_id bigint NOT NULL REFERENCES organisations,
                name text NOT NULL, settings jsonb NOT NULL, updated_at timestamptz NOT NULL);
            CREATE TABLE integrations (
                id bigint PRIMARY KEY, organisation_id bigint NOT NULL REFERENCES organisations,
                vendor text NOT NULL, settings jsonb NOT NULL, enabled boolean NOT NULL);
            CREATE TABLE pipelines (
                id bigint PRIMARY KEY, source_id bigint NOT NULL REFERENCES sources,
                integration_id bigint NOT NULL REFERENCES integrations,
                definition jsonb NOT NULL, version integer NOT NULL);
            CREATE INDEX pipelines_source ON pipelines (source_id);
            CREATE INDEX pipelines_definition ON pipelines USING gin (definition);
            CREATE TABLE audit_log (
                id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
                organisation_id bigint NOT NULL REFERENCES organisations,
                actor text NOT NULL, action text NOT NULL, detail jsonb NOT NULL, at timestamptz NOT NULL);
            CREATE INDEX audit_log_organisation ON audit_log (organisation_id, at);
            """;

    private static final String ROWS = """
            INSERT INTO organisations SELECT i, 'organisation-' || i, (ARRAY['free', 'team', 'enterprise'])[1 + i % 3],
                timestamptz '2024-01-01 00:00+00' + i * interval '1 hour' FROM generate_series(1, 500) i;
            INSERT INTO users SELECT i, 1 + i % 500, 'user-' || i || '@example.com',
                (ARRAY['owner', 'editor', 'viewer'])[1 + i % 3],
                timestamptz '2024-02-01 00:00+00' + i * interval '1 minute' FROM generate_series(1, 30000) i;
            INSERT INTO sources SELECT i, 1 + i % 500, 'source-' || i,
                jsonb_build_object('kind', 'web', 'key', md5('source' || i)),
                timestamptz '2024-03-01 00:00+00' + i * interval '1 minute' FROM generate_series(1, 5000) i;
            INSERT INTO integrations SELECT i, 1 + i % 500, (ARRAY['ga4', 'meta', 'tiktok', 'snowflake'])[1 + i % 4],
                jsonb_build_object('account', md5('integration' || i)), i % 7 <> 0 FROM generate_series(1, 10000) i;
            INSERT INTO pipelines SELECT i, 1 + i % 5000, 1 + i % 10000,
                jsonb_build_object('name', 'pipeline-' || i, 'steps', jsonb_build_array('filter', 'map', md5(i::text))),
                1 FROM generate_series(1, 20000) i;
            INSERT INTO audit_log (organisation_id, actor, action, detail, at)
                SELECT 1 + i % 500, 'user-' || (1 + i % 30000) || '@example.com',
                (ARRAY['login', 'create', 'update', 'delete'])[1 + i % 4], jsonb_build_object('request', md5('audit' || i)),
                timestamptz '2024-04-01 00:00+00' + i * interval '1 second' FROM generate_series(1, 150000) i;
            """;

    private DataflyTables() {}

    /** Creates and fills the tables, and returns how many rows they hold. */
    static long create(DataSource database) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(DEFINITIONS);
            statement.execute(ROWS);
            statement.execute("ANALYZE");
            long rows = 0;
            for (String table : NAMES) {
                try (var count = statement.executeQuery("SELECT count(*) FROM " + table)) {
                    count.next();
                    rows += count.getLong(1);
                }
            }
            return rows;
        }
    }
}
