package io.intarsia.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PortsTest {
    /** Nobody has begun to listen there yet. */
    @Test
    void launchers_that_choose_at_one_moment_choose_different_ports() throws Exception {
        List<Ports> launchers =
                IntStream.range(0, 20).mapToObj(i -> new Ports()).toList();
        ExecutorService threads = Executors.newFixedThreadPool(launchers.size());
        try {
            Set<Integer> chosen = new HashSet<>();
            List<Callable<List<Integer>>> choices = launchers.stream()
                    .map(launcher -> (Callable<List<Integer>>) () -> choose(launcher, Ports.BLOCK + 1))
                    .toList();
            for (Future<List<Integer>> choice : threads.invokeAll(choices)) {
                for (int port : choice.get()) {
                    assertThat(chosen.add(port)).as("%d was chosen once", port).isTrue();
                }
            }
        } finally {
            threads.shutdownNow();
            launchers.forEach(Ports::close);
        }
    }

    @Test
    void where_somebody_listens_is_not_chosen() throws Exception {
        try (Ports ports = new Ports()) {
            int before = ports.choose();
            try (ServerSocket taken = new ServerSocket(before + 1, 1, InetAddress.getLoopbackAddress())) {
                assertThat(choose(ports, Ports.BLOCK)).doesNotContain(taken.getLocalPort());
            }
        }
    }

    @Test
    void a_launcher_that_has_ended_keeps_nothing() throws Exception {
        for (int i = 0; i < 1_000; i++) {
            try (Ports ports = new Ports()) {
                assertThat(ports.choose()).isPositive();
            }
        }
    }

    private static List<Integer> choose(Ports ports, int count) throws Exception {
        List<Integer> chosen = new ArrayList<>();
        while (chosen.size() < count) {
            chosen.add(ports.choose());
        }
        return chosen;
    }
}
