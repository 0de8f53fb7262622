package io.intarsia.faults;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import io.intarsia.faults.Town.Replica;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** What can go wrong. Each strikes while something is under way where it strikes, and says how much that was. */
enum Fault {
    KILL_SERVICE(22) {
        @Override
        Strike strike(Town town, Random random, Works works) throws Exception {
            Replica victim = any(town.all(), random);
            long hit = works.await(victim.service());
            victim.process().kill();
            return new Strike(victim.process().name(), hit, seconds(random, 0, 3), victim::start);
        }
    },
    /** Its events are at the broker, and the confirms do not come: then it is killed. */
    KILL_RELAY_IN_MID_WINDOW(10) {
        @Override
        Strike strike(Town town, Random random, Works works) throws Exception {
            Replica victim = any(publishers(town), random);
            victim.toBroker().holdAnswers();
            long hit = works.await(() -> town.postgres.count(
                    victim.service(), """
                    select count(*) from pg_locks l join pg_class c on c.oid = l.relation
                    join pg_stat_activity a on a.pid = l.pid
                    where c.relname = 'outbox' and l.mode = 'RowShareLock' and a.state = 'idle in transaction'
                    and a.application_name = '%s'""".formatted(victim.process().name())));
            victim.process().kill();
            victim.toBroker().mend();
            return new Strike(victim.process().name(), hit, seconds(random, 0, 2), victim::start);
        }
    },
    /** Its reaction is in the middle of its transaction, held up by a lock: then it is killed. */
    KILL_CONSUMER_IN_MID_REACTION(10) {
        @Override
        Strike strike(Town town, Random random, Works works) throws Exception {
            String service = any(List.of("checkout-service", "delivery-service", "payment-service"), random);
            String table = service.equals("checkout-service") ? "orders" : service.replace("-service", "");
            try (java.sql.Connection lock = town.postgres.connect(service);
                    Statement statement = lock.createStatement()) {
                lock.setAutoCommit(false);
                statement.execute("lock table " + table + " in share row exclusive mode");
                String blocked = """
                        select count(*) from pg_stat_activity a join pg_locks l on l.pid = a.pid and l.granted
                        join pg_class c on c.oid = l.relation and c.relname = 'inbox'
                        where a.datname = current_database() and a.wait_event_type = 'Lock' and a.application_name = '%s'""";
                Replica victim = any(town.replicas.get(service), random);
                long hit = works.await(() -> town.postgres.count(
                        service, blocked.formatted(victim.process().name())));
                victim.process().kill();
                lock.rollback();
                return new Strike(victim.process().name(), hit, seconds(random, 0, 2), victim::start);
            }
        }
    },
    PAUSE_SERVICE(8) {
        @Override
        Strike strike(Town town, Random random, Works works) throws Exception {
            Replica victim = any(town.all(), random);
            long hit = works.await(victim.service());
            victim.process().pause();
            // Longer than the broker's heartbeat, the ingress's limit, an idle transaction's end and the inbox's lease.
            Duration hold = random.nextInt(4) == 0 ? Duration.ofSeconds(35) : seconds(random, 3, 12);
            return new Strike(
                    victim.process().name(), hit, hold, () -> victim.process().goOn());
        }
    },
    CUT_FROM_BROKER(8) {
        @Override
        Strike strike(Town town, Random random, Works works) throws Exception {
            Replica victim = any(town.all(), random);
            long hit = works.await(victim.service());
            victim.toBroker().cut();
            return new Strike(
                    victim.process().name(),
                    hit,
                    seconds(random, 1, 6),
                    () -> victim.toBroker().mend());
        }
    },
    CUT_FROM_DATABASE(8) {
        @Override
        Strike strike(Town town, Random random, Works works) throws Exception {
            Replica victim = any(town.all(), random);
            long hit = works.await(victim.service());
            victim.toDatabase().cut();
            return new Strike(
                    victim.process().name(),
                    hit,
                    seconds(random, 1, 6),
                    () -> victim.toDatabase().mend());
        }
    },
    SLOW_WIRES(5) {
        @Override
        Strike strike(Town town, Random random, Works works) throws Exception {
            Replica victim = any(town.all(), random);
            long hit = works.await(victim.service());
            victim.toBroker().slow(150);
            victim.toDatabase().slow(30);
            return new Strike(victim.process().name(), hit, seconds(random, 3, 8), () -> {
                victim.toBroker().mend();
                victim.toDatabase().mend();
            });
        }
    },
    SILENT_BROKER(4) {
        @Override
        Strike strike(Town town, Random random, Works works) throws Exception {
            Replica victim = any(town.all(), random);
            long hit = works.await(victim.service());
            victim.toBroker().holdAnswers();
            return new Strike(
                    victim.process().name(),
                    hit,
                    seconds(random, 6, 25),
                    () -> victim.toBroker().mend());
        }
    },
    KILL_BROKER(6) {
        @Override
        Strike strike(Town town, Random random, Works works) throws Exception {
            Rabbit.Node node = any(town.rabbit.nodes(), random);
            long hit = works.awaitAnywhere();
            node.process().kill();
            return new Strike(node.process().name(), hit, seconds(random, 0, 4), node::start);
        }
    },
    PAUSE_BROKER(3) {
        @Override
        Strike strike(Town town, Random random, Works works) throws Exception {
            Rabbit.Node node = any(town.rabbit.nodes(), random);
            long hit = works.awaitAnywhere();
            node.process().pause();
            return new Strike(
                    node.process().name(),
                    hit,
                    seconds(random, 4, 14),
                    () -> node.process().goOn());
        }
    },
    KILL_POSTGRESQL(4) {
        @Override
        Strike strike(Town town, Random random, Works works) throws Exception {
            long hit = works.awaitAnywhere();
            town.postgres.process().kill();
            return new Strike("PostgreSQL", hit, seconds(random, 0, 4), town.postgres::start);
        }
    },
    PAUSE_POSTGRESQL(2) {
        @Override
        Strike strike(Town town, Random random, Works works) throws Exception {
            long hit = works.awaitAnywhere();
            town.postgres.process().pause();
            return new Strike(
                    "PostgreSQL",
                    hit,
                    seconds(random, 3, 8),
                    () -> town.postgres.process().goOn());
        }
    },
    KILL_PROVIDER(4) {
        @Override
        Strike strike(Town town, Random random, Works works) throws Exception {
            long hit = works.await("payment-service");
            town.provider.process().kill();
            return new Strike("provider", hit, seconds(random, 1, 6), town.provider::start);
        }
    },
    /** For a while every event of a service goes a way round on which it is delayed, overtaken and doubled. */
    DELAYS_REORDERS_AND_REPEATS(6) {
        @Override
        Strike strike(Town town, Random random, Works works) throws Exception {
            String service = any(Town.SERVICES, random);
            WayRound wayRound = WayRound.open(town, service, random.nextLong());
            long hit = works.await(service);
            return new Strike(service, hit, seconds(random, 4, 10), wayRound::close);
        }
    },
    DELETE_QUEUE(1) {
        @Override
        Strike strike(Town town, Random random, Works works) throws Exception {
            String service = any(List.of("checkout-service", "delivery-service", "payment-service"), random);
            long hit = works.await(service);
            try (Connection connection = town.rabbit.connect()) {
                Channel channel = connection.createChannel();
                channel.queueDelete(service);
            }
            return new Strike(service, hit, seconds(random, 0, 2), () -> {});
        }
    };

    private final int weight;

    Fault(int weight) {
        this.weight = weight;
    }

    /**
     * Strikes.
     *
     * @throws Works.NothingUnderWay if nothing was: then it has not struck
     */
    abstract Strike strike(Town town, Random random, Works works) throws Exception;

    /** Any of these, the common ones more often. */
    static Fault next(Random random, Set<Fault> kinds) {
        List<Fault> among = Arrays.stream(values())
                .filter(fault -> kinds.isEmpty() || kinds.contains(fault))
                .toList();
        int point =
                random.nextInt(among.stream().mapToInt(fault -> fault.weight).sum());
        for (Fault fault : among) {
            point -= fault.weight;
            if (point < 0) {
                return fault;
            }
        }
        throw new AssertionError("a point within the sum of all weights belongs to one of them");
    }

    /**
     * @param hit how much was under way where it struck
     * @param hold how long it lasts
     * @param heal what ends it
     */
    record Strike(String where, long hit, Duration hold, Heal heal) {}

    interface Heal {
        void run() throws Exception;
    }

    /** Reads how much is under way. */
    interface Count {
        long read() throws SQLException;
    }

    private static List<Replica> publishers(Town town) {
        return town.all().stream()
                .filter(replica -> !replica.service().equals("event-log-service"))
                .toList();
    }

    private static <T> T any(List<T> some, Random random) {
        return some.get(random.nextInt(some.size()));
    }

    private static Duration seconds(Random random, int from, int to) {
        return Duration.ofMillis(1000L * from + random.nextInt(1000 * (to - from)));
    }
}
