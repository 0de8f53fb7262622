package io.intarsia.bare;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

@Entity
public class Thing extends PanacheEntityBase {
    @Id
    @Nullable
    public UUID id;
}
