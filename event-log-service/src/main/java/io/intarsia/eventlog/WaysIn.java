package io.intarsia.eventlog;

import io.intarsia.kit.operator.Operators;
import io.quarkus.qute.TemplateData;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** How an operator may sign in here: with a password, at an OpenID Connect provider, or both. */
@Singleton
@TemplateData
public class WaysIn {
    private final Operators operators;
    private final boolean elsewhere;

    WaysIn(Operators operators, @ConfigProperty(name = "quarkus.oidc.tenant-enabled") boolean elsewhere) {
        this.operators = operators;
        this.elsewhere = elsewhere;
    }

    public boolean isElsewhere() {
        return elsewhere;
    }

    public boolean isPasswords() {
        return operators.havePasswords();
    }

    public boolean isNames() {
        return operators.haveNames();
    }
}
