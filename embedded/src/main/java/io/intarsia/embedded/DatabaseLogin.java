package io.intarsia.embedded;

/**
 * What one service needs to reach its own database.
 *
 * @param url JDBC URL
 */
public record DatabaseLogin(String url, String username, String password) {}
