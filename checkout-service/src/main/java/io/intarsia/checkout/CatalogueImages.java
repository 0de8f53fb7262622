package io.intarsia.checkout;

import jakarta.inject.Singleton;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The catalogue's pictures. */
@Path("catalogue/images/{file}")
@Singleton
class CatalogueImages {
    private final Catalogue catalogue;

    CatalogueImages(Catalogue catalogue) {
        this.catalogue = catalogue;
    }

    @GET
    public Response image(@PathParam("file") String file, @Context Request request) {
        byte[] bytes = catalogue.image(file).orElseThrow(NotFoundException::new);
        EntityTag tag = new EntityTag(hash(bytes));
        Response.ResponseBuilder unchanged = request.evaluatePreconditions(tag);
        Response.ResponseBuilder answer = unchanged != null ? unchanged : Response.ok(bytes, typeOf(file));
        // Opened by itself, an SVG is a document of this origin: it must not run anything.
        return answer.tag(tag)
                .header("Cache-Control", "public, max-age=3600")
                .header("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'")
                .build();
    }

    private static String typeOf(String file) {
        String ending = file.substring(file.lastIndexOf('.') + 1);
        return switch (ending) {
            case "svg" -> "image/svg+xml";
            case "jpg" -> "image/jpeg";
            default -> "image/" + ending;
        };
    }

    private static String hash(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes), 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }
}
