package io.intarsia.embedded;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A PostgreSQL, embedded or installed, as one who may create databases and users sees it.
 *
 * @param url JDBC URL of any database there, {@code jdbc:postgresql://host:port/database}
 */
public record DatabaseServer(String url, String username, String password) {
    private static final Pattern URL = Pattern.compile("(jdbc:postgresql://[^/?]+/)([^?]*)(\\?.*)?");
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]*");

    public DatabaseServer {
        if (!URL.matcher(url).matches()) {
            throw new IllegalArgumentException(
                    "Expected a URL like jdbc:postgresql://127.0.0.1:5432/postgres, was: " + url);
        }
    }

    /** The name of a service's database and of its user: {@code event-log-service} has {@code event_log}. */
    public static String nameFor(String service) {
        return service.replaceFirst("-service$", "").replace('-', '_');
    }

    /**
     * Makes sure that the service has a database and a user of its own, that the user owns the database and has this password, and that no other
     * service's user can connect to it. May be repeated.
     *
     * @throws SQLException if the server cannot be reached, or this user may not create databases and users
     */
    public DatabaseLogin createFor(String service, String servicePassword) throws SQLException {
        String name = nameFor(service);
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("Expected a service's name like delivery-service, was: " + service);
        }
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            if (!exists(connection, "SELECT 1 FROM pg_roles WHERE rolname = ?", name)) {
                statement.execute("CREATE ROLE " + name + " LOGIN");
            }
            statement.execute("ALTER ROLE " + name + " PASSWORD " + statement.enquoteLiteral(servicePassword));
            if (!exists(connection, "SELECT 1 FROM pg_database WHERE datname = ?", name)) {
                // An owner must be granted to one who is no superuser, before it can be given a database.
                statement.execute("GRANT " + name + " TO CURRENT_USER");
                statement.execute("CREATE DATABASE " + name + " OWNER " + name);
            }
            statement.execute("REVOKE CONNECT ON DATABASE " + name + " FROM PUBLIC");
        }
        return new DatabaseLogin(urlOf(name), name, servicePassword);
    }

    /** A connection to the database that the URL names. */
    public Connection connect() throws SQLException {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setURL(url);
        source.setUser(username);
        source.setPassword(password);
        source.setConnectTimeout(5);
        return source.getConnection();
    }

    private String urlOf(String database) {
        Matcher matcher = URL.matcher(url);
        matcher.matches();
        return matcher.group(1) + database + (matcher.group(3) == null ? "" : matcher.group(3));
    }

    private static boolean exists(Connection connection, String query, String name) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(query)) {
            statement.setString(1, name);
            try (ResultSet row = statement.executeQuery()) {
                return row.next();
            }
        }
    }
}
