package io.intarsia.kit.outbox;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A claimed row, as the relay sends it. */
record OutboxRow(
        UUID id, String type, UUID correlationId, @Nullable UUID causationId, Instant time) {
    static OutboxRow read(ResultSet row) throws SQLException {
        return new OutboxRow(
                row.getObject(1, UUID.class),
                row.getString(2),
                row.getObject(3, UUID.class),
                row.getObject(4, UUID.class),
                row.getObject(5, OffsetDateTime.class).toInstant());
    }
}
