package io.intarsia.kit.operator;

import io.quarkus.scheduler.Scheduled;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.quarkus.vertx.http.runtime.security.FormAuthenticationMechanism;
import io.quarkus.vertx.http.runtime.security.PersistentLoginManager;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.Principal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * The operators' logins. Services keep no sessions: who has the cookie is signed in at each of them, so a copy of it would be, too, after the operator has signed out. Therefore a login has a bound however
 * often its cookie is renewed, and a service that was told of its end remembers it until then.
 */
@Singleton
public class Logins {
    static final String COOKIE = "intarsia-operator";

    private static final Pattern END_OF =
            Pattern.compile("((?<id>[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\\.(?<until>\\d{1,11}))\\.[\\w-]{43}");

    private static final String END = """
            insert into operator_login_ended (id, until) values (:id, :until) on conflict (id) do nothing""";

    private final EntityManager entities;
    private final Operators operators;
    private final Clock clock;
    private final Supplier<UUID> ids;
    private final Duration last;
    private final PersistentLoginManager cookies;
    private final SecretKeySpec endKey;

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
        this.endKey = new SecretKeySpec(("the end of a login " + key).getBytes(StandardCharsets.UTF_8), "HmacSHA256");
    }

    /** Signs in somebody of whom another has said who it is, as if by a password here. */
    public void signIn(String operator, RoutingContext request) {
        String name = operator.replaceAll("\\p{Cntrl}", " ").strip();
        Login login = begin(name.substring(0, Math.min(name.length(), 100)), false);
        cookies.save(login.getName(), request, COOKIE, null, request.request().isSSL());
    }

    /**
     * What a page carries to end the login that it was made for, and can do nothing else with: the cookie may have been taken away before a service hears of the end.
     *
     * @return {@code <the login's ID>.<until when it would last, in seconds since 1970>.<HMAC-SHA256 of both, Base64url>}; empty for nobody
     */
    String endOf(SecurityIdentity operator) {
        return operator.getPrincipal() instanceof Login login
                ? signed(login.id() + "." + login.since().plus(last).getEpochSecond())
                : "";
    }

    /**
     * Ends a login here, whatever cookie there still is.
     *
     * @param end as from {@link #endOf}; of another form, or not made here or by a service with the same key, it ends nothing
     */
    @Transactional
    void end(String end) {
        Matcher said = END_OF.matcher(end);
        if (said.matches()
                && MessageDigest.isEqual(
                        end.getBytes(StandardCharsets.UTF_8),
                        signed(said.group(1)).getBytes(StandardCharsets.UTF_8))) {
            entities.createNativeQuery(END)
                    .setParameter("id", UUID.fromString(said.group("id")))
                    .setParameter("until", Instant.ofEpochSecond(Long.parseLong(said.group("until"))))
                    .executeUpdate();
        }
    }

    /** Ends the login that this request came with, if it came with one, and has the browser drop its cookie. */
    @Transactional
    public void signOut(SecurityIdentity operator) {
        end(endOf(operator));
        FormAuthenticationMechanism.logout(operator);
    }

    private String signed(String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(endKey);
            byte[] tag = mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
            return text + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(tag);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java platform has HmacSHA256", e);
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
