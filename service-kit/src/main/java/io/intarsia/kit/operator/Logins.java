package io.intarsia.kit.operator;

import io.quarkus.scheduler.Scheduled;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.quarkus.vertx.http.runtime.security.PersistentLoginManager;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.security.Principal;
import java.time.Clock;
import java.time.Duration;
import java.util.UUID;
import java.util.function.Supplier;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * The operators' logins. Services keep no sessions: who has the cookie is signed in at each of them, so a copy of it would be, too, after the operator has signed out. Therefore a login has a bound however
 * often its cookie is renewed, and a service that was told of its end remembers it until then.
 */
@Singleton
public class Logins {
    static final String COOKIE = "intarsia-operator";

    private static final String END = """
            insert into operator_login_ended (id, until) values (:id, :until) on conflict (id) do nothing""";

    private final EntityManager entities;
    private final Operators operators;
    private final Clock clock;
    private final Supplier<UUID> ids;
    private final Duration last;
    private final PersistentLoginManager cookies;

    Logins(
            EntityManager entities,
            Operators operators,
            Clock clock,
            Supplier<UUID> ids,
            @ConfigProperty(name = "intarsia.operator-login-lasts", defaultValue = "PT12H") Duration last,
            @ConfigProperty(name = "intarsia.session-key") String key,
            @ConfigProperty(name = "quarkus.http.auth.form.timeout") Duration idle) {
        this.entities = entities;
        this.operators = operators;
        this.clock = clock;
        this.ids = ids;
        this.last = last;
        // As Quarkus makes its own from the same keys, which it hands to nobody.
        this.cookies = new PersistentLoginManager(key, COOKIE, idle.toMillis(), 60_000, true, "STRICT", "/", -1, null);
    }

    /** Signs in somebody of whom another has said who it is, as if by a password here. */
    public void signIn(String operator, RoutingContext request) {
        String name = operator.replaceAll("\\p{Cntrl}", " ").strip();
        Login login = begin(name.substring(0, Math.min(name.length(), 100)), false);
        cookies.save(login.getName(), request, COOKIE, null, request.request().isSSL());
    }

    /** Ends the login that this request came with, if it came with one: here, whatever cookie there still is. */
    @Transactional
    public void end(SecurityIdentity operator) {
        if (operator.getPrincipal() instanceof Login login) {
            entities.createNativeQuery(END)
                    .setParameter("id", login.id())
                    .setParameter("until", login.since().plus(last))
                    .executeUpdate();
        }
    }

    Login begin(String operator, boolean byPassword) {
        return new Login(ids.get(), clock.instant(), byPassword, operator);
    }

    static SecurityIdentity identity(Login login) {
        return QuarkusSecurityIdentity.builder()
                .setPrincipal(login)
                .addRole("operator")
                .build();
    }

    @Transactional
    boolean areGood(Principal who) {
        return who instanceof Login login
                && clock.instant().isBefore(login.since().plus(last))
                && (!login.byPassword() || operators.know(login.operator()))
                && entities.createNativeQuery("select 1 from operator_login_ended where id = :id")
                        .setParameter("id", login.id())
                        .getResultList()
                        .isEmpty();
    }

    @Scheduled(every = "1h", delayed = "7m", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    @Transactional
    void forgetOld() {
        entities.createNativeQuery("delete from operator_login_ended where until < now()")
                .executeUpdate();
    }
}
