package io.intarsia.verify;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;

/** Who is let in: the holder of the key, at this service, now. Everybody else meets the same 404. */
final class ProofChecks {
    private final Service service;
    private final Report report;

    ProofChecks(Service service, Report report) {
        this.service = service;
        this.report = report;
    }

    void check(Widget widget) {
        Shopper shopper = new Shopper();
        String path = widget.entry().base().replace(Entry.ID, shopper.id());
        Answer nothing = service.get(path).as("without a proof");
        if (!report.status(nothing, Chapter.PROOF, 404)) {
            return;
        }
        badProofs(shopper)
                .forEach((name, proof) -> same(nothing, ask(path, proof).as(name)));
        String upperCase = widget.entry().base().replace(Entry.ID, shopper.id().toUpperCase(Locale.ROOT));
        same(nothing, ask(upperCase, proof(shopper)).as("with the ID in capitals"));
        String version4 = UUID.randomUUID().toString();
        long now = now();
        same(
                nothing,
                ask(
                                widget.entry().base().replace(Entry.ID, version4),
                                shopper.proof(version4, now, now + 300, service.name()))
                        .as("with an ID of version 4"));
        same(nothing, ask(path + "-of-nobody", proof(shopper)).as("(no such widget)"));
        tolerated(shopper, path);
        for (String step : widget.entry().steps()) {
            Answer answer = step.equals("release")
                    ? service.send("DELETE", path + "/seal", null, null)
                    : service.post(path + "/" + step, Typed.NOTHING, "If-Match", "\"0\"");
            same(nothing, answer.as("without a proof"));
        }
    }

    private Map<String, String> badProofs(Shopper shopper) {
        String good = proof(shopper);
        long now = now();
        String name = service.name();
        Map<String, String> bad = new LinkedHashMap<>();
        bad.put("with a garbled proof", "this.is.none");
        bad.put("with a proof whose signature was altered", altered(good));
        bad.put("with the proof of another ID", proof(new Shopper()));
        bad.put("with a proof signed by another key", new Shopper().proof(shopper.id(), now, now + 300, name));
        bad.put("with a proof whose subject is another ID", shopper.proof(new Shopper().id(), now, now + 300, name));
        bad.put("with a proof made for another service", shopper.proofFor("another-" + name));
        bad.put(
                "with a proof made for two services",
                shopper.proof(shopper.id(), now, now + 300, name, "another-" + name));
        bad.put("with an expired proof", shopper.proof(shopper.id(), now - 400, now - 100, name));
        bad.put("with a proof that is good for an hour", shopper.proof(shopper.id(), now, now + 3600, name));
        bad.put("with a proof from the future", shopper.proof(shopper.id(), now + 120, now + 300, name));
        bad.put("with a proof of another type", shopper.proofWithHeader(name, "ES256", "JWT", Map.of()));
        bad.put("with an unsigned proof", shopper.proofWithHeader(name, "none", "correlation-proof+jwt", Map.of()));
        bad.put(
                "with a proof whose key says more than kty, crv, x and y",
                shopper.proofWithHeader(name, "ES256", "correlation-proof+jwt", Map.of("use", "sig")));
        return bad;
    }

    private static String altered(String proof) {
        int middle = proof.lastIndexOf('.') + 20;
        char other = proof.charAt(middle) == 'A' ? 'B' : 'A';
        return proof.substring(0, middle) + other + proof.substring(middle + 1);
    }

    private void tolerated(Shopper shopper, String path) {
        long now = now();
        Map<String, String> good = new LinkedHashMap<>();
        good.put(
                "with a proof from a clock that is 30 s ahead",
                shopper.proof(shopper.id(), now + 30, now + 330, service.name()));
        good.put(
                "with a proof that expired 30 s ago", shopper.proof(shopper.id(), now - 300, now - 30, service.name()));
        good.forEach((name, proof) -> report.status(ask(path, proof).as(name), Chapter.PROOF, 200));
    }

    private void same(Answer nothing, Answer answer) {
        if (report.status(answer, Chapter.PROOF, 404)) {
            report.expect(
                    answer.text().equals(nothing.text())
                            && answer.headers("Content-Type").equals(nothing.headers("Content-Type")),
                    Chapter.PROOF,
                    "%s: the 404 is another one than without a proof (%s, not %s), expected the same, so that nobody can ask what there is.",
                    answer.asked(),
                    answer.text(),
                    nothing.text());
        }
    }

    private Answer ask(String path, String proof) {
        return service.get(path, "Correlation-Proof", proof);
    }

    private String proof(Shopper shopper) {
        return shopper.proofFor(service.name());
    }

    private static long now() {
        return Instant.now().getEpochSecond();
    }
}
