package io.intarsia.shell;

import io.quarkus.runtime.configuration.MemorySize;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.Map;

/**
 * Where the bodies are of requests that are on their way: so much for all, and a sixteenth of it for each client. Who sends many of them slowly would fill the memory, and so
 * end the shell; now there is no room for more of that client's, and still room for others'.
 */
@Singleton
final class Room {
    private static final int CLIENTS_AT_ONCE = 16;

    private final long forAll;
    private final long forOne;
    private final Map<String, Long> takenBy = new HashMap<>();
    private long taken;

    /** What one request takes up, until it leaves. */
    final class Place {
        private final String client;
        private long bytes;

        private Place(String client) {
            this.client = client;
        }

        /** @return false if there is no room for so many more */
        boolean takes(int more) {
            synchronized (Room.this) {
                long ofClient = takenBy.getOrDefault(client, 0L) + more;
                if (ofClient > forOne || taken + more > forAll) {
                    return false;
                }
                takenBy.put(client, ofClient);
                taken += more;
                bytes += more;
                return true;
            }
        }

        void leave() {
            synchronized (Room.this) {
                long gone = bytes;
                takenBy.computeIfPresent(client, (same, before) -> before == gone ? null : before - gone);
                taken -= gone;
                bytes = 0;
            }
        }
    }

    @Inject
    Room(ShellConfiguration configuration) {
        this(configuration.gatewayRoom());
    }

    Room(MemorySize forAll) {
        this.forAll = forAll.asLongValue();
        this.forOne = this.forAll / CLIENTS_AT_ONCE;
    }

    Place placeFor(String client) {
        return new Place(client);
    }

    synchronized long taken() {
        return taken;
    }
}
