package io.intarsia.faults;

import io.intarsia.faults.Purchase.Tried;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** Shoppers who come in at a rate, whatever the shop is doing, until it is enough. */
final class Load {
    private final Ingress ingress;
    private final long seed;
    private final double perSecond;
    private final Function<Random, Purchase.Kind> kinds;
    private final List<String> skus;
    private final Queue<Tried> tried = new ConcurrentLinkedQueue<>();
    private final ExecutorService shoppers;
    private final Semaphore room;
    private final Thread thread = new Thread(this::run, "load");
    private volatile boolean enough;

    /** @param kinds what a shopper sets out to do */
    Load(Ingress ingress, long seed, double perSecond, int atOnce, Function<Random, Purchase.Kind> kinds)
            throws IOException {
        this.ingress = ingress;
        this.seed = seed;
        this.perSecond = perSecond;
        this.kinds = kinds;
        this.shoppers = Executors.newFixedThreadPool(atOnce);
        this.room = new Semaphore(atOnce);
        this.skus = skus();
    }

    /** What the shop sells. */
    static List<String> skus() throws IOException {
        return Files.readAllLines(Path.of("../checkout-service/src/main/resources/catalogue/products.csv")).stream()
                .skip(1)
                .filter(line -> !line.isBlank())
                .map(line -> line.substring(0, line.indexOf(',')))
                .toList();
    }

    void start() {
        thread.start();
    }

    int done() {
        return tried.size();
    }

    /** Nobody comes in any more; who is in is waited for. */
    List<Tried> end() throws InterruptedException {
        enough = true;
        thread.join();
        shoppers.shutdown();
        if (!shoppers.awaitTermination(15, TimeUnit.MINUTES)) {
            throw new IllegalStateException("There are shoppers who do not leave");
        }
        return List.copyOf(tried);
    }

    private void run() {
        Random random = new Random(seed);
        long begin = System.nanoTime();
        for (long number = 0; !enough; number++) {
            long due = begin + (long) (number / perSecond * 1e9);
            long early = due - System.nanoTime();
            if (early > 0) {
                Town.pause(early / 1_000_000);
            }
            room.acquireUninterruptibly();
            long shopper = random.nextLong();
            shoppers.execute(() -> {
                try {
                    tried.add(new Purchase(ingress, skus, shopper, kinds).run());
                } finally {
                    room.release();
                }
            });
        }
    }
}
