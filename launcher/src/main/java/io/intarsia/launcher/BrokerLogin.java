package io.intarsia.launcher;

/** What one needs to reach the broker, by AMQP 0-9-1. */
public record BrokerLogin(String host, int port, String username, String password) {}
