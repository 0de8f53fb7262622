package io.intarsia.faults;

import io.intarsia.faults.Fault.Count;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;

/** What is under way: a fault that hits nothing proves nothing. */
final class Works {
    private static final long PATIENCE_SECONDS = 20;

    private final Town town;
    private final Ingress ingress;

    Works(Town town, Ingress ingress) {
        this.town = town;
        this.ingress = ingress;
    }

    /** Waits until a service has requests, events to send, or events to react to. */
    long await(String service) throws SQLException {
        return await(() -> ingress.underWay(service) + town.underWay(service));
    }

    long awaitAnywhere() throws SQLException {
        return await(() -> {
            long sum = 0;
            for (String service : Town.SERVICES) {
                sum += ingress.underWay(service) + town.underWay(service);
            }
            return sum;
        });
    }

    long await(Count count) throws SQLException {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (System.nanoTime() < until) {
            long found = count.read();
            if (found > 0) {
                return found;
            }
            Town.pause(3);
        }
        throw new NothingUnderWay();
    }

    /** There was nothing to hit. */
    static final class NothingUnderWay extends RuntimeException {
        private static final long serialVersionUID = 1;
    }
}
