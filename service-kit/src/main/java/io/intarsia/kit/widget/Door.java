package io.intarsia.kit.widget;

import io.intarsia.kit.erasure.IsForgotten;
import jakarta.inject.Singleton;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.nio.charset.Charset;
import java.sql.SQLException;
import java.util.Map;
import java.util.Set;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;
import org.jspecify.annotations.Nullable;

/**
 * What holds at every door of a service: no posts from other sites, no caching of what is personal, no script in what is opened by itself, and errors as problem details (RFC 9457) that say what was
 * expected and never show a stack trace.
 */
@Singleton
class Door {
    private static final Logger LOG = Logger.getLogger(Door.class);
    private static final Set<String> HARMLESS = Set.of("GET", "HEAD", "OPTIONS");

    /** For whatever is opened by itself, past the page that has a policy of its own: no script at all, no frame round it. */
    private static final String ALONE = "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self';"
            + " base-uri 'none'; frame-ancestors 'none'";

    private static final String PROBLEM = "application/problem+json";

    @ServerRequestFilter(preMatching = true)
    public @Nullable Response onlyFormsOfOurOwnPages(ContainerRequestContext request) {
        if (HARMLESS.contains(request.getMethod())) {
            return null;
        }
        if (!isAForm(request)) {
            return problem(415, expected(415));
        }
        if (!OwnPages.ask(request::getHeaderString)) {
            return problem(403, OwnPages.EXPECTED);
        }
        return null;
    }

    private static boolean isAForm(ContainerRequestContext request) {
        try {
            MediaType type = request.getMediaType();
            return type == null
                    || MediaType.APPLICATION_FORM_URLENCODED_TYPE.isCompatible(type)
                            && Charset.isSupported(type.getParameters().getOrDefault("charset", "UTF-8"));
        } catch (IllegalArgumentException neitherTypeNorEncoding) {
            return false;
        }
    }

    @ServerResponseFilter
    public void neverCachePersonal(ContainerResponseContext response) {
        response.getHeaders().putIfAbsent("Cache-Control", java.util.List.of("no-store"));
        response.getHeaders().putIfAbsent("X-Content-Type-Options", java.util.List.of("nosniff"));
        response.getHeaders().putIfAbsent("Referrer-Policy", java.util.List.of("no-referrer"));
        response.getHeaders().putIfAbsent("Content-Security-Policy", java.util.List.of(ALONE));
    }

    @ServerExceptionMapper
    public Response badInput(BadInput bad) {
        return problem(400, String.valueOf(bad.getMessage()));
    }

    @ServerExceptionMapper
    public Response forgotten(IsForgotten forgotten) {
        return Response.fromResponse(problem(409, "The data of this checkout were deleted; begin a new one"))
                .header(Answers.STATE, "over")
                .build();
    }

    @ServerExceptionMapper
    public Response refused(WebApplicationException refused) {
        int status = refused.getResponse().getStatus();
        if (status >= 500) {
            return broken(refused);
        }
        return problem(status, expected(status));
    }

    @ServerExceptionMapper
    public Response broken(Exception e) {
        if (isForWantOfAConnection(e)) {
            LOG.warn("A request is not served now: no connection to the database");
            return Response.fromResponse(problem(503, "This cannot be answered just now; try again, which is safe"))
                    .header("Retry-After", 1)
                    .build();
        }
        if (isForWantOfAForm(e)) {
            return problem(
                    400, "A form has a name before each equals sign, and names and values in percent-encoded UTF-8");
        }
        LOG.errorf(e, "A request could not be answered");
        return problem(500, "Something went wrong here and is written down; nothing was changed");
    }

    /** The database is away, or so many ask at once that none of its connections came free in time. */
    private static boolean isForWantOfAConnection(Throwable e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql) {
                String state = String.valueOf(sql.getSQLState());
                // Classes of PostgreSQL's documentation, appendix A. The pool has no state for its time-out.
                return state.startsWith("08")
                        || state.startsWith("57P0")
                        || state.equals("53300")
                        || String.valueOf(sql.getMessage()).contains("acquisition timeout");
            }
        }
        return false;
    }

    /** Read by the JDK's decoder, and by a split at the equals sign that finds no name before one that stands alone: neither has an exception of its own. */
    private static boolean isForWantOfAForm(Exception e) {
        StackTraceElement[] at = e.getStackTrace();
        String where = at.length > 0 ? at[0].getClassName() : "";
        return e instanceof IllegalArgumentException && where.equals("java.net.URLDecoder")
                || e instanceof ArrayIndexOutOfBoundsException && where.endsWith(".MapAsFormUrlEncodedProvider");
    }

    private static String expected(int status) {
        return switch (status) {
            case 404 -> "There is nothing here, or not for you";
            case 405 -> "This address does not take this method";
            case 406 -> "This address answers in another media type";
            case 413 -> "The request is larger than this address takes";
            case 415 -> "This address takes application/x-www-form-urlencoded";
            default -> "The request is not of the form that this address takes";
        };
    }

    private static Response problem(int status, String detail) {
        return Response.status(status)
                .entity(Map.of("status", status, "detail", detail))
                .type(PROBLEM)
                .build();
    }
}
